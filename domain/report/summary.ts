import type { RestoreReport } from './model';

/** What travels in the state and in a notification: one sentence of bounded length. */
const SUMMARY_LIMIT = 1_000;

const dangling = (report: RestoreReport): string => `${danglingNow(report)}${lost(report)}`;

const lost = ({ acceptedLosses: { length } }: RestoreReport): string =>
  length === 0 ? '' : `, ${length} ${length === 1 ? 'loss' : 'losses'} accepted by name`;

const danglingNow = ({ references }: RestoreReport): string =>
  references?.danglingBefore
    ? `none dangling but ${references.danglingBefore} that did before (baseline of ${references.baseline})`
    : 'none dangling';

function whatWentBack({ scope, sourceDatabase, objects, mode }: RestoreReport): string {
  const location = objects?.location;
  if (scope === 'database') return `${sourceDatabase}, and not ${location}, is`;
  if (scope === 'objects') return `${location}, and not the database ${sourceDatabase}, is`;
  return `${sourceDatabase} and ${location} ${mode === 'drill' ? 'can go' : 'are'}`;
}

const notAskedFor = ({ candidate, askedFor }: RestoreReport): string =>
  candidate?.isAskedFor === false ? ` (${candidate.point}; asked for ${askedFor})` : '';

export function summaryOf(report: RestoreReport): string {
  const { failure, candidate, database, references, recoveryTimeSeconds } = report;
  const sentence =
    failure !== null
      ? `Failed in ${failure.step} (${failure.error}): ${failure.cause}`
      : `Verified: ${whatWentBack(report)} back to ${candidate?.time}${notAskedFor(report)}: ${database?.rowsChecked} rows, ${references?.checked} references, ${dangling(report)}, ` +
        `in ${recoveryTimeSeconds} s.`;
  return sentence.length > SUMMARY_LIMIT ? `${sentence.slice(0, SUMMARY_LIMIT - 1)}…` : sentence;
}
