import type { CheckResult } from '../workflow/workflow';
import { duration } from './duration';
import { html, Markup, sentence } from './markup';
import type { RestoreReport } from './model';
import { carried } from './outside-text';
import type { ReportedStep } from './steps';
import { REPORT_STYLE } from './style';
import { momentsPicture } from './timeline-picture';
import { reportWords } from './words';

/**
 * The report as one page that needs nothing else: no script, no font, no picture from elsewhere. Says what Markdown
 * says, and shows it. Prints, and decides nothing.
 */
export function renderHtml(sealed: RestoreReport): string {
  const words = reportWords(sealed);
  const report = carried(sealed);
  const verdict = report.verdict.toUpperCase();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${verdict}: ${words.title}</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body class="${report.verdict}">
<main>
<header>
<span class="badge">${report.verdict === 'verified' ? '✓' : '✕'} ${verdict}</span>
<h1>${words.title}</h1>
${opening(report)}
${figures(report)}
</header>
${section('What to do now', list(words.whatNow), 'next')}
${section('What happened', html`<div class="beside"><div>${facts(words.facts)}</div>${momentsPicture(report)}</div>${steps(report.steps)}`)}
${words.dataLoss === '' ? '' : section(words.lossHeading, html`<p>${sentence(words.dataLoss)}</p>${words.lost.length === 0 ? '' : list(words.lost)}`)}
${listed('Erasures', words.erasures)}${listed('Hooks', words.hooks)}${listed('Objectives', words.objectives)}
${listed('Current state', words.whatIsThere)}${listed('Unsettled keys', words.unsettled)}${listed('Accepted losses', words.acceptedLosses)}
${report.checks.length === 0 ? '' : section('Checks', checks(report.checks))}
${listed('Attempts', words.attempts)}
${listed('Recovery points', words.recoveryPoints)}${listed('Notes of the plan', words.notes)}
${listed('Approvals', words.assurance)}
${listed('How to check this report', words.check)}
<footer>All times are UTC.${words.links.map(({ text, url }) => html` <a href="${url}">${text}</a>`)}</footer>
</main>
</body>
</html>
`.text;
}

function opening({ failure, summary }: RestoreReport): Markup {
  if (failure === null) return html`<p>${summary}</p>`;
  return html`<p>${failure.step} failed with <strong>${failure.error}</strong>:</p><blockquote>${sentence(failure.cause)}</blockquote>`;
}

function figures(report: RestoreReport): Markup {
  const { reached, dataLossWindow, recoveryTimeSeconds, references, checks: results, mode } = report;
  const passed = results.filter(({ outcome }) => outcome === 'passed').length;
  const applicable = results.filter(({ outcome }) => outcome !== 'not applicable').length;
  const all: readonly [name: string, value: string | null, detail: string][] = [
    ['Reached', reached?.slice(11, 19) ?? null, reached?.slice(0, 10) ?? ''],
    ['Data-loss window', duration(dataLossWindow?.seconds ?? null), 'until writes were frozen'],
    [
      mode === 'drill' ? 'Verified after' : 'Back in service after',
      duration(recoveryTimeSeconds),
      'from the start of the run',
    ],
    ['References', references && `${references.checked}`, references ? `${references.dangling} dangling` : ''],
    ['Checks', results.length > 0 ? `${passed} of ${applicable}` : null, 'passed'],
  ];
  const known = all.filter(([, value]) => value !== null);
  if (known.length === 0) return html``;
  return html`<dl class="figures">${known.map(
    ([name, value, detail]) => html`<div><dt>${name}</dt><dd>${value!}<small>${detail}</small></dd></div>`,
  )}</dl>`;
}

function section(heading: string, content: Markup, kind = ''): Markup {
  return html`<section class="${kind}"><h2>${heading}</h2>
${content}
</section>`;
}

/** Nothing when there is nothing to say. */
const listed = (heading: string, lines: readonly string[]): Markup =>
  lines.length === 0 ? html`` : section(heading, list(lines));

const list = (lines: readonly string[]): Markup =>
  html`<ul>${lines.map(
    (line) => html`<li>${sentence(line)}</li>
`,
  )}</ul>`;

function facts(all: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">${all.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}

/** Each step where it lies in the run's time. */
function steps(all: readonly ReportedStep[]): Markup {
  const [first] = all;
  if (first === undefined) return html``;
  const begin = Date.parse(first.startedAt);
  const length = Math.max(...all.map(({ startedAt, seconds }) => Date.parse(startedAt) + seconds * 1000 - begin), 1);
  const percent = (milliseconds: number) => Math.round(Math.max(0, milliseconds / length) * 1000) / 10;
  return html`<ol class="steps">${all.map(({ name, startedAt, seconds, outcome, failedTries }) => {
    const left = Math.min(percent(Date.parse(startedAt) - begin), 99.5);
    const again =
      failedTries > 0 ? html`<small>after ${failedTries} failed ${failedTries === 1 ? 'try' : 'tries'}</small>` : '';
    return html`<li class="${outcome}"><span class="name">${name}${outcome === 'failed' ? ' ✕' : ''}</span><time>${startedAt.slice(11, 19)}</time><span class="bar"><i style="left:${left}%;width:${percent(seconds * 1000)}%"></i></span><span class="took">${duration(seconds)}${again}</span></li>
`;
  })}</ol>`;
}

const RANK: readonly CheckResult['outcome'][] = ['failed', 'unknown', 'passed', 'not applicable'];

/** What did not pass comes first. */
function checks(results: readonly CheckResult[]): Markup {
  const ranked = [...results].sort((one, other) => RANK.indexOf(one.outcome) - RANK.indexOf(other.outcome));
  return html`<table><thead><tr><th>Check</th><th>Outcome</th><th>Expected</th><th>Observed</th></tr></thead><tbody>
${ranked.map(
  ({
    name,
    outcome,
    expected,
    observed,
  }) => html`<tr><td>${name}</td><td><span class="outcome ${outcome}">${outcome}</span></td><td data-label="expected">${expected}</td><td data-label="observed">${observed}</td></tr>
`,
)}</tbody></table>`;
}
