import { bucketEventWords } from './bucket-events';
import { dependentWords } from './dependents';
import type { RestoreReport } from './model';
import { nextStep } from './next-steps';
import { oldDatabaseWords } from './old-database-words';
import { unsettledAdvice } from './unsettled-words';

const BACK = '`docs/runbook.md#back-to-the-old-database`';

/** The state, then what to do: both from how the run ended. */
export const whatNow = (report: RestoreReport): string[] => [
  ...stateOfThings(report),
  ...oldDatabaseWords(report),
  ...dependentWords(report),
  ...bucketEventWords(report),
  ...unsettledAdvice(report),
  ...nextSteps(report),
];

/** What is touched and what is not, as far as this run knows. */
function stateOfThings(report: RestoreReport): string[] {
  const { mode, traffic, databasesDeleted, databasesKept, ending } = report;
  if (mode === null) return ['Nothing was touched.'];
  const lines: string[] = [];
  if (mode === 'drill') lines.push('A drill: production was not touched.');
  else if (traffic === null) lines.push('Traffic was not touched by this run.');
  else lines.push(`Traffic is **${traffic.mode}**, generation ${traffic.generation}.`);
  if (mode === 'incident') {
    const old = report.scope === 'objects' ? 'The database' : `The old database ${report.sourceDatabase}`;
    lines.push(`${old} was not changed by this run; no object version was deleted.`, bucketNow(report));
    if (report.scope !== 'objects') lines.push(applicationNow(report));
  }
  if (report.candidate?.time && report.incidentStart !== null && report.candidate.time > report.incidentStart) {
    lines.push('The recovery point is from after the incident began: it may hold what the incident has done.');
  }
  lines.push(...accessLeftOut(report));
  if (report.leftovers !== null) lines.push(`Left over: ${report.leftovers.join(', ') || 'nothing'}.`);
  const unverified = ending.outcome === 'verified' || ending.outcome === 'verified, not opened' ? '' : ', not verified';
  lines.push(...databasesDeleted.map((name) => `Deleted: ${name}.`));
  lines.push(...databasesKept.map((name) => `Kept${unverified}: ${name}.`));
  return lines;
}

function applicationNow({ ending: { cutOver, database, outcome } }: RestoreReport): string {
  if (cutOver === 'none') return 'There was no cut-over: the application points where it did before this run.';
  const points = cutOver === 'done' ? 'points' : 'may point';
  const verified = outcome === 'verified' || outcome === 'verified, not opened' ? '' : ', which is **not verified**';
  return `The application ${points} at ${database}${verified}; \`cut-over.json\` says how to undo it.`;
}

function bucketNow({ objects, ending: { rewoundTo } }: RestoreReport): string {
  if (rewoundTo === null) return 'Nothing was written to the bucket.';
  const done =
    objects === null
      ? `an earlier attempt took it back to ${rewoundTo}, as far as it went`
      : objects.verified
        ? `${objects.copied} keys copied, ${objects.marked} marked, verified`
        : `up to ${objects.planned.copy} keys copied and ${objects.planned.mark} marked, not verified`;
  return `The bucket was written to, with new versions and delete markers only: ${done}.`;
}

function accessLeftOut({ database, ending }: RestoreReport): string[] {
  if (database === null || database.accessLeftOut.length === 0 || ending.cutOver !== 'done') return [];
  return [
    `**Owners and privileges are not restored:** ${database.accessLeftOut.join('; ')}. Everything belongs to the user of ` +
      'the secret; grant them again as `docs/runbook.md#owners-and-privileges` says.',
  ];
}

function nextSteps(report: RestoreReport): string[] {
  const { failure, scope, dataLossWindow } = report;
  if (failure !== null) {
    const { advice, article } = nextStep(failure.error);
    return [`**Next:** ${onWhatIsOpen(report) ?? advice} See \`${article}\`.`, ...wayBack(report)];
  }
  if (dataLossWindow === null) return [];
  if (scope === 'objects') {
    return ['**Next:** restore by hand, from older versions, what you need from the data-loss window.'];
  }
  return [
    '**Next:** replay from the old stores what you need from the data-loss window, and keep the old database until then. ' +
      'Update the infrastructure code: it still describes the old database.',
  ];
}

/** Once users write to what was restored, another run would throw away what they have written since. */
function onWhatIsOpen({ ending: { outcome } }: RestoreReport): string | undefined {
  if (outcome === 'accepted') {
    return 'users are on what the checks did not pass, by decision: mend what they name in the restored stores.';
  }
  return outcome === 'opened, then failed'
    ? 'users are on the restored stores, whose checks passed: only what came after them has failed. Do by hand what the cause names.'
    : undefined;
}

/** What else there is to do than to try again, where production stands still. */
function wayBack({ traffic, ending: { outcome, cutOver, rewoundTo } }: RestoreReport): string[] {
  if (traffic?.mode !== 'frozen' || outcome === 'verified, not opened') return [];
  return cutOver === 'none' && rewoundTo === null
    ? [`Or go on with the old stores: this run has changed nothing in them, and opening traffic is enough: ${BACK}.`]
    : [`Or go back to the old stores: undo what was done before traffic opens: ${BACK}.`];
}
