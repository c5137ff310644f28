import { type Answer, jsonOf } from '../checks/answer';

/** The lecture that must not come to be. */
export const canaryLectureId = (runId: string): string => `canary-${runId}`;

/**
 * How a write was answered. `frozen here` and `frozen`: the application itself says so, with the generation of this freeze
 * or without one. `accepted`: it reached the application, which may still find nothing to write (404, 422).
 * `unauthorised`: 401, a question of the token. What a gateway, a firewall or a proxy can answer too: `denied`, no right to
 * write; `closed`, 503; `unreachable`, nothing listens, or only a gateway does; `limited`, 429. `unclear`: a time-out (504
 * is the gateway's), a connection that broke, a failure, a redirect; the write may have been done all the same.
 */
export const CANARY_ANSWERS = [
  'frozen here',
  'frozen',
  'accepted',
  'unauthorised',
  'denied',
  'closed',
  'unreachable',
  'limited',
  'unclear',
] as const;
export type CanaryAnswer = (typeof CANARY_ANSWERS)[number];

const OF_STATUS: Readonly<Record<number, CanaryAnswer>> = {
  401: 'unauthorised',
  403: 'denied',
  405: 'denied',
  429: 'limited',
  502: 'unreachable',
  503: 'closed',
};
const NOTHING_LISTENS = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];

/** @param generation of this freeze. @default - none yet */
export function canaryAnswer(answer: Answer | Error, generation?: number): CanaryAnswer {
  if (answer instanceof Error) {
    return 'code' in answer && NOTHING_LISTENS.includes(String(answer.code)) ? 'unreachable' : 'unclear';
  }
  const { status } = answer;
  const isRefusal = status >= 400 && status < 600;
  const itself = isRefusal ? ofItself(answer, generation) : undefined;
  if (itself === 'frozen here' || itself === 'frozen') return itself;
  const known = OF_STATUS[status];
  if (known !== undefined) return known;
  const reached = (status >= 200 && status < 300) || (status >= 400 && status < 500);
  return reached ? 'accepted' : 'unclear';
}

/**
 * What the application says of its traffic: in the refusal of a write, or in `/health/ready`. `running`: it answers, and
 * says nothing of it; whatever is ready, or knows that there is no such page, answers. `silent`: the answer is not the
 * application's, or there is none.
 */
export type OfItself = 'frozen here' | 'frozen' | 'not frozen' | 'running' | 'silent';

/** Where the word `frozen` may stand, by itself. */
const FIELDS = ['error', 'code', 'mode', 'detail'];
const GENERATION = 'trafficGeneration';

/** What the application itself says of its freeze. @param generation of this freeze. @default - none yet: each one counts */
export function ofItself(answer: Answer | Error, generation?: number): OfItself {
  if (answer instanceof Error) return 'silent';
  const body = jsonOf(answer);
  const answers = (answer.status >= 200 && answer.status < 300) || (answer.status === 404 && body !== undefined);
  if (!isObject(body)) return answers ? 'running' : 'silent';
  // A framework may wrap it: {"detail": {"error": "frozen"}}.
  const parts = [body, ...Object.values(body).filter(isObject)];
  const said = parts.find((part) => FIELDS.some((field) => part[field] === 'frozen'));
  if (said === undefined) {
    if (typeof body.mode === 'string') return 'not frozen';
    // A gateway can answer JSON too, and with the number of its status.
    return answers || typeof body.status === 'string' ? 'running' : 'silent';
  }
  const of = parts.find((part) => GENERATION in part)?.[GENERATION];
  if (of === undefined || generation === undefined) return 'frozen';
  return of === generation ? 'frozen here' : 'not frozen';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a knock was answered; `freeze.json` keeps the one from before the freeze. */
export interface Knock {
  /** Whether it carried the write token; the canary then does too. */
  readonly withToken: boolean;
  readonly answer: CanaryAnswer;
  readonly inWords: string;
}

/** A gateway, a firewall or a proxy can answer so too. */
export const needNotBeTheApplications = (answer: CanaryAnswer): boolean =>
  answer === 'denied' || answer === 'closed' || answer === 'unreachable';

/** Whether another caller, with the write token, may be answered otherwise. */
export const lacksRight = (answer: CanaryAnswer): boolean => answer === 'unauthorised' || answer === 'denied';
