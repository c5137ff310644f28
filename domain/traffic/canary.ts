import type { Answer } from '../checks/answer';

/** The lecture that must not come to be. */
export const canaryLectureId = (runId: string): string => `canary-${runId}`;

/**
 * How a write was answered. `accepted`: it reached the application, which may still find nothing to write (404, 422).
 * `unauthorised`: 401, a question of the token. `denied`: no right to write. `closed`: 503, as in maintenance mode.
 * `unreachable`: nothing listens, or only a gateway does. `unclear`: a time-out (504 is the gateway's), a connection that
 * broke, a failure, a redirect; the write may have been done all the same.
 */
export const CANARY_ANSWERS = ['accepted', 'unauthorised', 'denied', 'closed', 'unreachable', 'unclear'] as const;
export type CanaryAnswer = (typeof CANARY_ANSWERS)[number];

const UNAUTHORISED = 401;
const DENIED = [403, 405];
const TOO_MANY = 429;
const CLOSED = 503;
const NOTHING_BEHIND_THE_GATEWAY = 502;
const NOTHING_LISTENS = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];

export function canaryAnswer(answer: Answer | Error): CanaryAnswer {
  if (answer instanceof Error) {
    return 'code' in answer && NOTHING_LISTENS.includes(String(answer.code)) ? 'unreachable' : 'unclear';
  }
  const { status } = answer;
  if (status === UNAUTHORISED) return 'unauthorised';
  if (DENIED.includes(status)) return 'denied';
  if (status === CLOSED) return 'closed';
  if (status === NOTHING_BEHIND_THE_GATEWAY) return 'unreachable';
  const reached = (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== TOO_MANY);
  return reached ? 'accepted' : 'unclear';
}

/** What a knock was answered; `freeze.json` keeps the one from before the freeze. */
export interface Knock {
  /** Whether it carried the write token; the canary then does too. */
  readonly withToken: boolean;
  readonly answer: CanaryAnswer;
  readonly inWords: string;
}

/** The same write before anything was frozen. */
export interface BeforeFreeze {
  readonly answer: CanaryAnswer;
  /** Traffic was not open then: an earlier run or an operator had frozen it. */
  readonly frozen: boolean;
}

/**
 * `proved`: the answer has changed, and would not have without the freeze. `closed before`: no write comes in, but none
 * came in before either, so the freeze itself is unknown; an application that is down can still be restored.
 * `unchanged`: a refusal that says nothing about a freeze. `not refused`: writes come in.
 */
export type FreezeVerdict = 'proved' | 'closed before' | 'unchanged' | 'not refused';

export function judgeFreeze(before: BeforeFreeze, after: CanaryAnswer): FreezeVerdict {
  if (after === 'accepted' || after === 'unclear') return 'not refused';
  // A token that is missing, expired or rotated says nothing of a freeze, whatever was answered before.
  if (after === 'unauthorised') return 'unchanged';
  if (before.answer === 'accepted') return 'proved';
  if (after === 'denied') return 'unchanged';
  if (lacksRight(before.answer)) return 'proved';
  return before.answer === 'closed' && after === 'closed' && !before.frozen ? 'unchanged' : 'closed before';
}

/** Whether another caller, with the write token, may be answered otherwise. */
export const lacksRight = (answer: CanaryAnswer): boolean => answer === 'unauthorised' || answer === 'denied';
