import type { RestoreReport } from './model';
import { carried, uncarried } from './outside-text';
import type { ReportedStep } from './steps';
import { reportWords } from './words';

/**
 * Readable at 3 a.m.: the verdict first, what to do next, then what happened. Prints, and decides nothing. Text from
 * outside is text: it makes no heading, link, tag or cell.
 */
export function renderMarkdown(sealed: RestoreReport): string {
  const words = reportWords(sealed);
  const report = carried(sealed);
  const sections = [
    `# ${report.verdict.toUpperCase()}: ${words.title}\n\n${opening(report)}`,
    section('What to do now', bullets(words.whatNow)),
    section('What happened', table(words.facts), picture(report.steps)),
    section(words.lossHeading, line(words.dataLoss), bullets(words.lost)),
    section('Erasures', bullets(words.erasures)),
    section('Hooks', bullets(words.hooks)),
    section('Objectives', bullets(words.objectives)),
    section('Current state', bullets(words.whatIsThere)),
    section('Unsettled keys', bullets(words.unsettled)),
    section('Accepted losses', bullets(words.acceptedLosses)),
    section('Checks', checks(report)),
    section('Attempts', bullets(words.attempts)),
    section('Recovery points', bullets(words.recoveryPoints)),
    section('Notes of the plan', bullets(words.notes)),
    section('Approvals', bullets(words.assurance)),
    section('How to check this report', bullets(words.check)),
    words.links.length === 0 ? '' : `---\n\n${words.links.map(({ text, url }) => `[${text}](${url})`).join(', ')}`,
  ];
  return markdownOf(`${sections.filter((text) => text !== '').join('\n\n')}\n`);
}

/** Nothing when there is nothing to say. */
function section(heading: string, ...parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? '' : [`## ${heading}`, ...said].join('\n\n');
}

function opening({ failure, summary }: RestoreReport): string {
  return failure === null
    ? line(summary)
    : `${failure.step} failed with **${failure.error}**:\n\n> ${line(failure.cause)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`)].join('\n');
}

const PICTURE_WIDTH = 24;

/** Each step as a bar, as long as it took of the longest. */
function picture(steps: readonly ReportedStep[]): string {
  if (steps.length === 0) return '';
  const longest = Math.max(...steps.map((step) => step.seconds), 0.1);
  const names = Math.max(...steps.map(({ name }) => name.length));
  const rows = steps.map(({ name, startedAt, seconds: took, outcome, failedTries }) => {
    const bar = '█'.repeat(Math.round((took / longest) * PICTURE_WIDTH)) || '▏';
    const again = failedTries > 0 ? `, after ${failedTries} failed ${failedTries === 1 ? 'try' : 'tries'}` : '';
    return `${name.padEnd(names)}  ${startedAt.slice(11, 19)}  ${took.toFixed(1).padStart(8)} s  ${bar.padEnd(PICTURE_WIDTH)}  ${outcome}${again}`;
  });
  return `\`\`\`text\n${rows.join('\n')}\n\`\`\``;
}

function checks({ checks: results }: RestoreReport): string {
  if (results.length === 0) return '';
  const rows = results.map(
    ({ name, outcome, expected, observed }) =>
      `| ${cell(name)} | ${outcome === 'passed' ? 'passed' : `**${outcome}**`} | ${cell(expected)} | ${cell(observed)} |`,
  );
  return ['| check | outcome | expected | observed |', '|---|---|---|---|', ...rows].join('\n');
}

const bullets = (lines: readonly string[]): string => lines.map((one) => `- ${line(one)}`).join('\n');

/** Text of others inside a table: one line, no column of its own. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ');

/** What a line begins with may make a list, a quotation or a heading of it. */
export const line = (text: string): string =>
  text
    .trimStart()
    .replace(/^(?:([-+=#>])|(\d{1,9})([.)])(?=\s|$))/, (_, mark, number, point) =>
      mark === undefined ? `${number}\\${point}` : `\\${mark}`,
    );

/** Carried text becomes text of Markdown: in a code span nothing is escaped but its end, in a block of code nothing. */
export const markdownOf = (text: string): string =>
  text
    .split(/(^```text\n[\s\S]*?^```$)/m)
    .map((part, n) => (n % 2 === 1 ? uncarried(part) : part.split('\n').map(escapedLine).join('\n')))
    .join('');

const escapedLine = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, n) => (n % 2 === 1 ? codeSpan(part.slice(1, -1)) : uncarried(part, (mark) => `\\${mark}`)))
    .join('');

function codeSpan(text: string): string {
  const content = uncarried(text);
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? `${ticks}${content}${ticks}` : `${ticks} ${content} ${ticks}`;
}
