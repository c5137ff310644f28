import { isAskedFor, sayPoint } from '../workflow/candidates';
import { ErrorName } from '../workflow/errors';
import { hooksLeft } from '../workflow/hooks';
import type { Candidate, Failure, StepName } from '../workflow/workflow';
import type { ReportedWorkflow, RestoreReport } from './model';

export type Ending = RestoreReport['ending'];

/** The cut-over and what comes after it; the rewind comes before them. */
const CUT_OVER: readonly StepName[] = ['RunChecks', 'RunSmokeJob', 'RepeatErasures', 'ResumeTraffic'];
const REWIND: readonly StepName[] = [
  'RestoreObjects',
  'VerifyObjects',
  'RunBeforeOpenHooks',
  'OpenLowTraffic',
  ...CUT_OVER,
];

/** How the run ended. All advice follows from it: the mode says what was meant, not what was done. */
export function endingOf(workflow: ReportedWorkflow, failure: Failure | undefined): Ending {
  return { outcome: outcomeOf(workflow, failure), ...cutOverOf(workflow), rewoundTo: rewoundTo(workflow) };
}

/** The stores were brought to their candidate: verified, or an operator has accepted them as they are. */
export const wasReached = ({ outcome }: Ending): boolean =>
  outcome === 'verified' || outcome === 'verified, not opened' || isOpen(outcome);

/** Where production may be led: the restored database was verified, and the application points at it. */
export const mayBeLedThere = ({ outcome, cutOver }: Ending): boolean =>
  cutOver === 'done' && (outcome === 'verified' || outcome === 'verified, not opened');

const isOpen = (outcome: Ending['outcome']): boolean => outcome === 'accepted' || outcome === 'opened, then failed';

/** What was tried last, and whether that is what was asked for. */
export function candidateInUse({ plan, candidate = 0 }: ReportedWorkflow): RestoreReport['candidate'] {
  const used = plan?.candidates[candidate];
  if (plan === undefined || used === undefined) return null;
  const { recoveryPoint } = used;
  return { point: sayPoint(recoveryPoint), time: recoveryPoint.time, isAskedFor: isAskedFor(plan, candidate) };
}

function outcomeOf(workflow: ReportedWorkflow, failure: Failure | undefined): Ending['outcome'] {
  const { plan, traffic, freeze, databaseRestore, database, attempts = [], diagnosis, decision } = workflow;
  if (failure === undefined) return 'verified';
  const accepted = diagnosis?.action === 'accept';
  if (traffic !== undefined) return accepted ? 'accepted' : 'opened, then failed';
  if (failure.step === 'ResumeTraffic' && !accepted) return 'verified, not opened';
  const begun = freeze ?? databaseRestore ?? database ?? attempts[0];
  if (plan === undefined || (begun === undefined && BEFORE.includes(failure.step))) return 'refused';
  if (failure.error === ErrorName.EXECUTION_STOPPED) return 'stopped';
  return decision?.action === 'abort' ? 'aborted' : 'failed';
}

const BEFORE: readonly StepName[] = ['PlanRestore', 'RequestApproval'];

/** An earlier attempt may have moved the application, and the last one not: nothing has moved it back. */
function cutOverOf(workflow: ReportedWorkflow): Pick<Ending, 'cutOver' | 'database'> {
  const { plan, candidate = 0, attempts = [], lowTraffic, objectsVerified, proof } = workflow;
  if (plan?.mode !== 'incident' || plan.scope === 'objects') return { cutOver: 'none', database: null };
  const databaseOf = (index: number) => plan.candidates[index]?.databaseIdentifier ?? null;
  const verified = plan.scope === 'database' ? proof !== undefined : objectsVerified?.complete === true;
  const entered = verified && hooksLeft(workflow, 'before-open').length === 0;
  if (lowTraffic !== undefined || entered) {
    return { cutOver: lowTraffic === undefined ? 'begun' : 'done', database: databaseOf(candidate) };
  }
  const earlier = attempts.findLast(({ failure: { step } }) => step === 'OpenLowTraffic' || CUT_OVER.includes(step));
  if (earlier === undefined) return { cutOver: 'none', database: null };
  return {
    cutOver: earlier.failure.step === 'OpenLowTraffic' ? 'begun' : 'done',
    database: databaseOf(earlier.candidate),
  };
}

/** The moment that the objects were taken back to, as far as that went; null: nothing was written to the bucket. */
function rewoundTo({ plan, candidate = 0, attempts = [], proof }: ReportedWorkflow): string | null {
  if (plan?.mode !== 'incident' || plan.scope === 'database') return null;
  const timeOf = (index: number): string | null =>
    (plan.candidates[index] as Candidate | undefined)?.objectTime ?? null;
  // The rewind is what follows the proof.
  if (proof !== undefined) return timeOf(candidate);
  const earlier = attempts.findLast(({ failure }) => REWIND.includes(failure.step));
  return earlier === undefined ? null : timeOf(earlier.candidate);
}
