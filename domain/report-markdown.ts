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

function title({ verdict, sourceDatabase, targetTime, summary, failure }: RestoreReport): string {
  const what = `restore of ${sourceDatabase ?? 'the database'} to ${targetTime ?? 'a time that was not accepted'}`;
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
  const { mode, traffic, database, objects, databasesDeleted, databasesKept, steps } = report;
  if (mode === null) return ['Nothing was touched.'];
  const lines: string[] = [];
  const rewinding = steps.some(({ name }) => name === 'RestoreObjects');
  if (mode === 'drill') lines.push('A drill: production was not touched.');
  else if (traffic === null) lines.push('Traffic was not touched by this run.');
  else lines.push(`Traffic is **${traffic.mode}**, generation ${traffic.generation}.`);
  if (mode === 'incident') {
    lines.push(`The old database ${report.sourceDatabase} is as it was; no object version was deleted.`);
    lines.push(
      rewinding
        ? `The bucket was written to, by new versions and delete markers only: ${objects?.copied ?? 0} copied, ${objects?.marked ?? 0} marked (verified).`
        : 'Nothing was written to the bucket.',
    );
    if (steps.some(({ name }) => name === 'OpenLowTraffic')) {
      lines.push(`The application may point at ${database?.identifier}; the way back is in \`cut-over.json\`.`);
    }
  }
  lines.push(...databasesDeleted.map((name) => `Deleted: ${name}.`), ...databasesKept.map((name) => `Kept: ${name}.`));
  return lines;
}

const PICTURE_WIDTH = 24;

function whatHappened(report: RestoreReport): string {
  const facts: [string, string | null][] = [
    ['Run', report.runId],
    ['Mode', report.mode],
    ['Requested by', report.requestedBy],
    ['Reason', report.reason],
    ['Incident began', report.incidentStart],
    ['Started', report.startedAt],
    ['Report written', report.finishedAt],
    ['Back in service after', seconds(report.recoveryTimeSeconds)],
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
    const again = failedTries > 0 ? `, after ${failedTries} failed tries` : '';
    const clock = startedAt.slice(11, 19);
    return `${name.padEnd(names)}  ${clock}  ${took.toFixed(1).padStart(8)} s  ${bar.padEnd(PICTURE_WIDTH)}  ${outcome}${again}`;
  });
  return `\`\`\`text\n${rows.join('\n')}\n\`\`\``;
}

function dataLoss({ dataLossWindow, recoveryPointSeconds, database, incidentStart }: RestoreReport): string {
  if (dataLossWindow === null || database === null) return '';
  const { from, until, seconds: long } = dataLossWindow;
  const source = database.recoveredToSource === 'heartbeat' ? 'by its newest heartbeat' : 'as asked for: no heartbeat';
  return [
    '## Data-loss window',
    '',
    `The database was recovered to **${from}** (${source}), ${recoveryPointSeconds} s before ` +
      `${incidentStart === null ? 'the target time' : 'the incident began'}. What was written from then until ${until} ` +
      `(${long} s) is not in the restored stores; it is still in the old database and in older object versions.`,
  ].join('\n');
}

function whatIsThere({ database, objects, references, skewSeconds }: RestoreReport): string {
  const lines: string[] = [];
  if (database !== null) {
    const converged = database.converged.length > 0 ? `; set afterwards: ${database.converged.join(', ')}` : '';
    lines.push(`**Database** ${database.identifier}: ${database.rowsChecked} rows checked${converged}.`);
  }
  if (objects !== null) {
    lines.push(
      `**Objects** ${objects.location}: ${objects.versionsListed} versions listed, ${objects.copied} copied, ` +
        `${objects.marked} marked, ${objects.unchanged} unchanged, ${objects.ambiguous} ambiguous.`,
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

const seconds = (value: number | null): string | null => (value === null ? null : `${value} s`);

/** Text of others inside a table: one line, no column of its own. */
const cell = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|');

const quoted = (text: string): string => text.replaceAll('\n', '\n> ');
