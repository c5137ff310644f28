import { REASON_LENGTH, whyRefused } from './decision';
import { howToAcceptLosses, howToDecide } from './how-to-decide';
import type { Decision, ExecutionIdentity, StepName, Workflow } from './workflow';

type Held = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'attempts'> &
  Partial<Pick<Workflow, 'freeze'>> &
  Required<Pick<Workflow, 'failure'>>;
type Action = Decision['action'];

/** How many were found lost and can be named; undefined: there is no list, or more than a person reads. */
export type LossCount = number | 'unknown' | undefined;

const ACTIONS: readonly Action[] = ['retry', 'next', 'abort', 'accept', 'accept-losses'];
const LONG = 'x'.repeat(REASON_LENGTH);

/** Whether the run holds traffic: sources are thawed before it freezes. */
export const isFrozen = ({ freeze, failure }: Pick<Held, 'freeze' | 'failure'>): boolean =>
  freeze !== undefined || failure.step !== 'ThawObjects';

/** What may be decided of a hold now, and nothing else: the same rule that refuses a decision. */
export const allowedActions = (held: Held, losses: LossCount): readonly Action[] =>
  ACTIONS.filter((action) => action !== 'accept-losses' || losses !== undefined).filter(
    (action) => whyRefused({ action, reason: LONG }, held) === undefined,
  );

/** These are passed before anything is frozen. */
const BEFORE_FREEZE: readonly StepName[] = ['PlanRestore', 'RequestApproval', 'ThawObjects'];

/** Whether the state of the execution says that this run cannot have frozen anything, whatever lies in the evidence. */
export const frozeNothing = ({
  freeze,
  failure,
  attempts = [],
}: Partial<Pick<Workflow, 'freeze' | 'failure' | 'attempts'>>): boolean =>
  freeze === undefined &&
  failure !== undefined &&
  BEFORE_FREEZE.includes(failure.step) &&
  !attempts.some((one) => one.failure.step === 'FreezeWrites');

/** For a mail and a terminal: each action that is allowed, and how to answer with it. */
export function sayOffers(held: Held, execution: Pick<ExecutionIdentity, 'id'>, losses: LossCount): string[] {
  const { plan, attempt } = held;
  const allowed = allowedActions(held, losses);
  const width = Math.max(...allowed.map(({ length }) => length)) + 2;
  const [first = 'abort', ...others] = allowed;
  return [
    others.length === 0 ? 'Possible is only' : 'Choose one of',
    ...allowed.map((action) => `  ${action.padEnd(width)}${sayAction(action, held, losses)}`),
    'with',
    ...howToDecide(plan, execution, first),
    ...(allowed.includes('accept-losses')
      ? [
          '',
          'If they are lost for good, read the list, and accept them by name:',
          ...howToAcceptLosses(plan, execution, attempt),
        ]
      : []),
  ];
}

function sayAction(action: Action, held: Held, losses: LossCount): string {
  const needs = whyRefused({ action, reason: 'x' }, held) === undefined ? '' : REASONED;
  switch (action) {
    case 'retry':
      return 'try the same candidate again';
    case 'next':
      return sayNext(held) + needs;
    case 'abort':
      return isFrozen(held) ? 'end the run; traffic stays frozen' : 'end the run';
    case 'accept':
      return `open traffic although ${failed(held)}${needs}`;
    case 'accept-losses':
      return `go on without exactly ${typeof losses === 'number' ? `the ${losses} that are lost` : 'what the list names'}, at the first candidate that lacks nothing else${needs}`;
  }
}

const failed = ({ failure: { step } }: Held): string =>
  step === 'RepeatErasures' ? 'erasures were not done again' : 'checks failed';

const REASONED = `; needs a reason of at least ${REASON_LENGTH} characters`;

function sayNext({ plan: { candidates }, candidate }: Held): string {
  const next = candidates[candidate + 1];
  if (next?.needsApproval === undefined) return `go on to the next candidate, ${next?.objectTime}`;
  return `approve the next candidate, ${next.objectTime}, ${next.needsApproval}`;
}
