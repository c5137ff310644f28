import { nextStep } from './next-steps';
import type { RestoreReport } from './report';
import type { ReportedStep } from './report-steps';

/** Readable at 3 a.m.: the verdict first, what to do next, then what happened. Prints, and decides nothing. */
export function renderMarkdown(report: RestoreReport): string {
  const sections = [
    title(report),
    whatNow(report),
    whatHappened(report),
    dataLoss(report),
    whatIsThere(report),
    checks(report),
    recoveryPoints(report),
    evidence(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function title({ verdict, sourceDatabase, targetTime, summary, failure, mode }: RestoreReport): string {
  const what = `${mode === 'drill' ? 'drill, ' : ''}restore of ${sourceDatabase ?? 'the database'} to ${targetTime ?? 'a time that was not accepted'}`;
  const first =
    failure === null ? summary : `${failure.step} failed with **${failure.error}**:\n\n> ${quoted(failure.cause)}`;
  return `# ${verdict.toUpperCase()}: ${what}\n\n${first}`;
}

function whatNow(report: RestoreReport): string {
  const { failure, traffic } = report;
  const lines = stateOfThings(report);
  if (failure !== null) {
    const { advice, article } = nextStep(failure.error);
    lines.push(`**Next:** ${advice} See \`${article}\`.`);
  } else if (traffic !== null) {
    lines.push(
      '**Next:** replay from the old stores what the data-loss window holds, where it matters; keep the old database ' +
        'until then; reconcile the infrastructure code, which still describes the old database.',
    );
  }
  return `## What to do now\n\n${bullets(lines)}`;
}

/** What is touched and what is not, as far as this run knows. */
function stateOfThings(report: RestoreReport): string[] {
  const { mode, traffic, database, databasesDeleted, databasesKept, steps } = report;
  if (mode === null) return ['Nothing was touched.'];
  const lines: string[] = [];
  if (mode === 'drill') lines.push('A drill: production was not touched.');
  else if (traffic === null) lines.push('Traffic was not touched by this run.');
  else lines.push(`Traffic is **${traffic.mode}**, generation ${traffic.generation}.`);
  if (mode === 'incident') {
    lines.push(`The old database ${report.sourceDatabase} is as it was; no object version was deleted.`);
    lines.push(bucketNow(report));
    if (steps.some(({ name }) => name === 'OpenLowTraffic')) {
      const points = report.verdict === 'verified' ? 'points' : 'may point';
      lines.push(`The application ${points} at ${database?.identifier}; the way back is in \`cut-over.json\`.`);
    }
  }
  lines.push(...databasesDeleted.map((name) => `Deleted: ${name}.`), ...databasesKept.map((name) => `Kept: ${name}.`));
  return lines;
}

function bucketNow({ objects, steps }: RestoreReport): string {
  if (objects === null || !steps.some(({ name }) => name === 'RestoreObjects')) {
    return 'Nothing was written to the bucket.';
  }
  const { verified, copied, marked, planned } = objects;
  const done = verified
    ? `${copied} keys copied, ${marked} marked, and found right`
    : `up to ${planned.copy} keys copied and ${planned.mark} marked, not verified`;
  return `The bucket was written to, by new versions and delete markers only: ${done}.`;
}

const PICTURE_WIDTH = 24;

function whatHappened(report: RestoreReport): string {
  const facts: [string, string | null][] = [
    ['Run', report.runId],
    ['Mode', report.mode],
    ['Requested by', report.requestedBy],
    ['Reason', report.reason],
    ['Incident began', report.incidentStart],
    ['Started', clock(report.startedAt)],
    ['Report written', clock(report.finishedAt)],
    [report.mode === 'drill' ? 'Proved after' : 'Back in service after', duration(report.recoveryTimeSeconds)],
    ['Execution', report.execution.id],
  ];
  const known = facts.filter(([, value]) => value !== null).map(([name, value]) => `| ${name} | ${cell(value)} |`);
  const table = ['| | |', '|---|---|', ...known].join('\n');
  if (report.steps.length === 0) return `## What happened\n\n${table}`;
  return `## What happened\n\n${table}\n\n${picture(report.steps)}`;
}

/** Each step as a bar, as long as it took of the longest. */
function picture(steps: readonly ReportedStep[]): string {
  const longest = Math.max(...steps.map((step) => step.seconds), 0.1);
  const names = Math.max(...steps.map(({ name }) => name.length));
  const rows = steps.map(({ name, startedAt, seconds: took, outcome, failedTries }) => {
    const bar = '█'.repeat(Math.round((took / longest) * PICTURE_WIDTH)) || '▏';
    const again = failedTries > 0 ? `, after ${failedTries} failed ${failedTries === 1 ? 'try' : 'tries'}` : '';
    return `${name.padEnd(names)}  ${startedAt.slice(11, 19)}  ${took.toFixed(1).padStart(8)} s  ${bar.padEnd(PICTURE_WIDTH)}  ${outcome}${again}`;
  });
  return `\`\`\`text\n${rows.join('\n')}\n\`\`\``;
}

function dataLoss({ dataLossWindow, recoveryPointSeconds, database, incidentStart, mode }: RestoreReport): string {
  if (dataLossWindow === null || database === null) return '';
  const { from, until, seconds } = dataLossWindow;
  const source = database.recoveredToSource === 'heartbeat' ? 'by its newest heartbeat' : 'as asked for: no heartbeat';
  const point =
    `The database was recovered to **${from}** (${source}), ${duration(recoveryPointSeconds ?? 0)} before ` +
    `${incidentStart === null ? 'the target time' : 'the incident began'}.`;
  const lost =
    mode === 'drill'
      ? 'In an incident, what was written after it would be in the old stores only.'
      : `What was written from then until ${clock(until)} (${duration(seconds)}) is not in the restored stores; it is ` +
        'still in the old database and in older object versions.';
  return `## Data-loss window\n\n${point} ${lost}`;
}

function whatIsThere({ database, objects, references, skewSeconds }: RestoreReport): string {
  const lines: string[] = [];
  if (database !== null) {
    const converged = database.converged.length > 0 ? `; set afterwards: ${database.converged.join(', ')}` : '';
    lines.push(`**Database** ${database.identifier}: ${database.rowsChecked} rows checked${converged}.`);
  }
  if (objects !== null) {
    const { copy, mark } = objects.planned;
    const planned = objects.verified ? '' : ` (planned: ${copy} to copy, ${mark} to mark)`;
    lines.push(
      `**Objects** ${objects.location}: ${objects.versionsListed} versions listed, ${objects.copied} copied, ` +
        `${objects.marked} marked, ${objects.unchanged} unchanged, ${objects.ambiguous} ambiguous${planned}.`,
    );
  }
  if (references !== null) {
    const absent = references.tablesNotFound.length > 0 ? `; not found: ${references.tablesNotFound.join(', ')}` : '';
    lines.push(
      `**References** in ${references.tables.join(', ') || 'no table'}: ${references.checked} checked, ` +
        `${references.dangling} dangling, ${references.orphaned} orphaned, ${references.elsewhere} elsewhere${absent}.`,
    );
  }
  if (skewSeconds !== null) lines.push(`**Skew** between database and objects: ${skewSeconds} s.`);
  return lines.length === 0 ? '' : `## What is there now\n\n${bullets(lines)}`;
}

function checks({ checks: results }: RestoreReport): string {
  if (results.length === 0) return '';
  const rows = results.map(
    ({ name, outcome, expected, observed }) =>
      `| ${cell(name)} | ${outcome === 'passed' ? 'passed' : `**${outcome}**`} | ${cell(expected)} | ${cell(observed)} |`,
  );
  return ['## Checks', '', '| check | outcome | expected | observed |', '|---|---|---|---|', ...rows].join('\n');
}

function recoveryPoints({ recoveryPoints: points }: RestoreReport): string {
  if (points.length === 0) return '';
  const rows = points.map(
    ({ point, chosen, reason }) => `${chosen ? '**' : ''}${point}${chosen ? '**' : ''}: ${reason}.`,
  );
  return `## Recovery points\n\n${bullets(rows)}`;
}

function evidence({ evidence: place }: RestoreReport): string {
  const where = place === null ? '' : `Plan, ledger, proof and results: \`${place}\`. `;
  return `---\n\n${where}This report and \`report.json\` are sealed by \`report.sha256\`.`;
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** Whole seconds, UTC. */
const clock = (time: string): string => `${time.slice(0, 19)}Z`;

function duration(seconds: number): string;
function duration(seconds: number | null): string | null;
function duration(seconds: number | null): string | null {
  if (seconds === null || seconds < 120) return seconds === null ? null : `${seconds} s`;
  const whole = Math.round(seconds);
  const minutes = `${Math.floor((whole % 3600) / 60)} min ${whole % 60} s`;
  return whole < 3600 ? minutes : `${Math.floor(whole / 3600)} h ${minutes}`;
}

/** Text of others inside a table: one line, no column of its own. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|');

const quoted = (text: string): string => text.replaceAll('\n', '\n> ');
