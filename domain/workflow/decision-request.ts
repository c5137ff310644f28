import { isBlank } from './blank';
import { ErrorName, PegasusError } from './errors';
import { jsonText } from './json-text';
import { isDigest, LOSS_LIMIT, type Loss, parseLosses } from './losses';
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
  /** With `accept-losses`: exactly what was found lost, by key or by row and key, each as its digest. */
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
    refuse(`The input is ${say(request)}; it must be an object such as ${EXAMPLE}.`);
  }
  const given = new Map<string, unknown>(Object.entries(request));
  const unknown = [...given.keys()].filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) {
    refuse(`Unknown field ${unknown.map(say).join(', ').slice(0, 200)}; the allowed fields are ${FIELDS.join(', ')}.`);
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
  const losses = parsed(value);
  if (losses.every(({ key, row = key }) => isDigest(key) && isDigest(row))) return { losses };
  return refuse(
    '`losses` names keys or rows, which stay in the history of this execution: give each as `sha256:` and its digest ' +
      '(`printf %s KEY | sha256sum`), or let `pegasus-backup decide --losses losses.json` do it.',
  );
}

/** What was given is not repeated: it may name a person. */
function parsed(value: unknown): readonly Loss[] {
  try {
    return parseLosses(value);
  } catch {
    const given = value === undefined ? 'is missing' : 'has another form';
    return refuse(
      `\`losses\` ${given}; it must be a list of 1 to ${LOSS_LIMIT} digests of keys ("sha256:…"), or of {"key": "…", "row": "…"} with digests of both, of what the hold has left in losses.json.`,
    );
  }
}

function textOf(given: ReadonlyMap<string, unknown>, field: keyof typeof LIMITS): string {
  const value = given.get(field);
  if (typeof value === 'string' && !isBlank(value) && value.length <= LIMITS[field]) return value.trim();
  return refuse(`\`${field}\` is ${say(value)}; it must be a text of 1 to ${LIMITS[field]} characters.`);
}

function say(value: unknown): string {
  if (value === undefined) return 'missing';
  return quoted((typeof value === 'string' ? value : (jsonText(value) ?? 'nested too deeply')).slice(0, 100));
}

/** The run waits on, and can be decided again. */
export function refuse(why: string): never {
  throw new PegasusError(ErrorName.DECISION_REFUSED, why);
}
