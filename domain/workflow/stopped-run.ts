import { ErrorName } from './errors';
import type { Failure, StepName, Workflow } from './workflow';

/** How an execution ended, as Step Functions tells it. */
export interface Ended {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly error?: string | null;
  readonly cause?: string | null;
}

const HOW: Readonly<Record<Exclude<Ended['status'], 'SUCCEEDED'>, string>> = {
  ABORTED: 'was stopped by hand',
  TIMED_OUT: 'took longer than a restore may',
  FAILED: 'failed in the state machine itself',
};

/** Steps of the end: who is stopped here has failed already, or has not failed at all. */
const END: readonly StepName[] = ['TearDown', 'WriteReport'];

/**
 * Why the run ended, when it was ended from outside. What had failed before stays the reason in the steps of the end;
 * where a person was asked, or another attempt was on its way, the end itself is the reason and says what came before.
 */
export function failureOf(
  { status, error, cause }: Ended,
  step: StepName,
  { failure }: Pick<Partial<Workflow>, 'failure'>,
): Failure | undefined {
  if (status === 'SUCCEEDED' || (failure !== undefined && END.includes(step))) return failure;
  const said = [status, error, cause].filter((part) => part !== undefined && part !== null && part !== '').join(', ');
  const before = failure && ` Before that ${failure.step} had failed (${failure.error}): ${failure.cause}`;
  return {
    step,
    error: ErrorName.EXECUTION_STOPPED,
    cause: `The execution ${HOW[status]} in ${step} (${said}).${before ?? ''}`,
  };
}
