import { type CanaryAnswer, lacksRight, type OfItself } from './canary';

/** The same write before anything was frozen. */
export interface BeforeFreeze {
  readonly answer: CanaryAnswer;
  /** Traffic was not open then: an earlier run or an operator had frozen it. */
  readonly frozen: boolean;
}

/** A write while everything is frozen. */
export interface AfterFreeze {
  readonly answer: CanaryAnswer;
  /** What `/health/ready` said in the same moment, where the answer need not be the application's. @default - not asked */
  readonly itself?: OfItself;
  /** This freeze has stopped tasks or functions that ran before. */
  readonly hasStopped: boolean;
}

/**
 * `proved`: the application itself refuses, for this freeze. `stopped`: a gateway may refuse so, nothing of the application
 * answers, and the freeze has stopped what ran; `closed before`: no write comes in, but none came in before either. With
 * these two the freeze is unknown from outside, the restore goes on, and the report says so: an application that is scaled
 * down, or was down, must be restorable. `unknown`: a refusal that a gateway, a firewall or a proxy can give too.
 * `unchanged`: a refusal that says nothing about a freeze. `not refused`: writes come in.
 */
export type FreezeVerdict = 'proved' | 'stopped' | 'closed before' | 'unknown' | 'unchanged' | 'not refused';

export function judgeFreeze(before: BeforeFreeze, { answer, itself, hasStopped }: AfterFreeze): FreezeVerdict {
  if (answer === 'accepted') return 'not refused';
  // A token that is missing, expired or rotated says nothing of a freeze, whatever was answered before.
  if (answer === 'unauthorised') return 'unchanged';
  if (answer === 'unclear' || answer === 'limited') return 'unknown';
  const own = answer === 'frozen' || answer === 'frozen here' ? answer : itself;
  if (own === 'frozen here') return 'proved';
  if (own === 'frozen') return before.answer !== 'frozen' ? 'proved' : before.frozen ? 'closed before' : 'unchanged';
  if (own === 'not frozen') return 'unknown';
  if (answer === 'denied') return before.answer === 'accepted' || before.answer === 'limited' ? 'unknown' : 'unchanged';
  if (cameIn(before.answer)) return hasStopped && own !== 'running' ? 'stopped' : 'unknown';
  return before.answer === 'closed' && answer === 'closed' && !before.frozen ? 'unchanged' : 'closed before';
}

/** The application was there, and let writes in for a caller with the right. */
const cameIn = (answer: CanaryAnswer): boolean => answer === 'accepted' || answer === 'limited' || lacksRight(answer);

export const goesOn = (verdict: FreezeVerdict): boolean =>
  verdict === 'proved' || verdict === 'stopped' || verdict === 'closed before';
