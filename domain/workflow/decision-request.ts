import { ErrorName, PegasusError } from './errors';
import { LOSS_LIMIT, type Loss, parseLosses } from './losses';
import { quoted } from './quoted';
import type { Decision } from './workflow';

export const DECISIONS = ['approve', 'retry', 'next', 'accept-losses', 'accept', 'abort'] as const;

/** What the decision state machine is started with, by the command line or typed into the console. */
export interface DecisionRequest {
  /** ARN or name of the execution that waits, or its run id. */
  readonly run: string;
  readonly action: Decision['action'] | 'approve';
  readonly reason: string;
  /** A label for the report. Who may decide is for IAM. */
  readonly by?: string;
  /** With `accept-losses`: exactly what was found lost, by key or by row and key. */
  readonly losses?: readonly Loss[];
}

/** A request in which nothing is left open. */
export type AcceptedDecision = DecisionRequest & Required<Pick<DecisionRequest, 'by'>>;

const FIELDS = ['run', 'action', 'reason', 'by', 'losses'];
const LIMITS = { run: 2_000, reason: 500, by: 200 };
const EXAMPLE = '{"run": "…", "action": "retry", "reason": "the quota was raised"}';

/** @throws DecisionRefused saying what was given and what is allowed */
export function acceptDecision(request: unknown): AcceptedDecision {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    refuse(`The input is ${quoted(JSON.stringify(request))}; it must be an object such as ${EXAMPLE}.`);
  }
  const given = new Map<string, unknown>(Object.entries(request));
  const unknown = [...given.keys()].filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) {
    refuse(`Unknown field ${unknown.map(quoted).join(', ')}; the allowed fields are ${FIELDS.join(', ')}.`);
  }
  const action = DECISIONS.find((one) => one === given.get('action'));
  if (action === undefined) {
    refuse(`\`action\` is ${say(given.get('action'))}; ${DECISIONS.join(', ')} are allowed.`);
  }
  return {
    run: textOf(given, 'run'),
    action,
    reason: textOf(given, 'reason'),
    by: given.get('by') === undefined ? 'not named' : textOf(given, 'by'),
    ...lossesOf(action, given.get('losses')),
  };
}

function lossesOf(action: DecisionRequest['action'], value: unknown): Pick<DecisionRequest, 'losses'> {
  if (action !== 'accept-losses') {
    return value === undefined
      ? {}
      : refuse(`\`losses\` is for \`accept-losses\` only, and the action is \`${action}\`.`);
  }
  try {
    return { losses: parseLosses(value) };
  } catch {
    return refuse(
      `\`losses\` is ${say(value)}; it must be a list of 1 to ${LOSS_LIMIT} keys, or of {"key": "…", "row": "…"}, as the hold has left it in losses.json.`,
    );
  }
}

function textOf(given: ReadonlyMap<string, unknown>, field: keyof typeof LIMITS): string {
  const value = given.get(field);
  if (typeof value === 'string' && value.trim() !== '' && value.length <= LIMITS[field]) return value.trim();
  return refuse(`\`${field}\` is ${say(value)}; it must be a text of 1 to ${LIMITS[field]} characters.`);
}

function say(value: unknown): string {
  if (value === undefined) return 'missing';
  return quoted((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100));
}

/** The run waits on, and can be decided again. */
export function refuse(why: string): never {
  throw new PegasusError(ErrorName.DECISION_REFUSED, why);
}
