import type { RestoreReport } from './model';
import type { ReportedStep } from './steps';
import { reportWords } from './words';

/** Readable at 3 a.m.: the verdict first, what to do next, then what happened. Prints, and decides nothing. */
export function renderMarkdown(report: RestoreReport): string {
  const words = reportWords(report);
  const sections = [
    `# ${report.verdict.toUpperCase()}: ${words.title}\n\n${opening(report)}`,
    section('What to do now', bullets(words.whatNow)),
    section('What happened', table(words.facts), picture(report.steps)),
    section(words.lossHeading, words.dataLoss, bullets(words.lost)),
    section('Objectives', bullets(words.objectives)),
    section('Current state', bullets(words.whatIsThere)),
    section('Unsettled keys', bullets(words.unsettled)),
    section('Accepted losses', bullets(words.acceptedLosses)),
    section('Checks', checks(report)),
    section('Attempts', bullets(words.attempts)),
    section('Recovery points', bullets(words.recoveryPoints)),
    section('Approvals', bullets(words.assurance)),
    ['---', words.seal, words.links.map(({ text, url }) => `[${text}](${url})`).join(', ')]
      .filter((part) => part !== '')
      .join('\n\n'),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** Nothing when there is nothing to say. */
function section(heading: string, ...parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? '' : [`## ${heading}`, ...said].join('\n\n');
}

function opening({ failure, summary }: RestoreReport): string {
  return failure === null ? summary : `${failure.step} failed with **${failure.error}**:\n\n> ${quoted(failure.cause)}`;
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

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** Text of others inside a table: one line, no column of its own. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|');

const quoted = (text: string): string => text.replaceAll('\n', '\n> ');
