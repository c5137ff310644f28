import { thaw } from '../arguments/thaw';
import { Unfit } from '../arguments/unfit';
import { isBlank } from '../workflow/blank';
import { ErrorName, PegasusError } from '../workflow/errors';
import { jsonText } from '../workflow/json-text';
import type { NamedUploads, RestoreMode, RestoreScope, Thaw } from '../workflow/workflow';
import { namedUploads } from './named-uploads';
import { parseTargetTime } from './target-time';

/** The request as JSON; a longer text does not belong in it. */
export const REQUEST_LIMIT_BYTES = 8 * 1024;
export const REASON_LIMIT = 500;
export const REQUESTED_BY_LIMIT = 200;

/** Where to go back to; only a drill may leave it out. */
export type AcceptedPoint =
  | { readonly kind: 'time'; readonly time: string }
  | { readonly kind: 'snapshot'; readonly id: string }
  | { readonly kind: 'latest' };

/** A request that can be carried out, in one spelling. */
export interface AcceptedRequest {
  readonly point: AcceptedPoint;
  readonly reason: string;
  readonly mode: RestoreMode;
  readonly scope: RestoreScope;
  readonly requestedBy: string;
  /** @default - archived sources are refused */
  readonly thaw?: Thaw;
  /** @default - none */
  readonly named?: NamedUploads;
  /** Whole seconds UTC. */
  readonly incidentStart: string | null;
}

const FIELDS = [
  'targetTime',
  'snapshot',
  'reason',
  'mode',
  'scope',
  'requestedBy',
  'incidentStart',
  'thaw',
  'include',
  'exclude',
];
export const SCOPES: readonly RestoreScope[] = ['both', 'database', 'objects'];
/** RDS: automated snapshots begin with `rds:`, AWS Backup's with `awsbackup:`. Dumps: `pegasus_2026-11-24.dump`. */
const SNAPSHOT = /^([a-z]+:)?[A-Za-z][A-Za-z0-9_.-]{0,254}$/;

/**
 * Accepts a request, or says what to write instead: the state machine's first step and the command line
 * decide alike. Whether the stores can go back there is for `chooseRecoveryPoints`.
 * @param now the state machine's clock (the command line's own, before anything is started), ISO 8601
 * @throws InvalidRequest
 */
export function acceptRequest(request: unknown, now: string): AcceptedRequest {
  const given = fieldsOf(request);
  const unknown = Object.keys(given).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) refuse(`Unknown field ${names(unknown)}; the allowed fields are ${names(FIELDS)}.`);

  const targetTime = textOf(given, 'targetTime', 64);
  const snapshot = textOf(given, 'snapshot', 255);
  if (targetTime !== undefined && snapshot !== undefined) {
    refuse('`targetTime` and `snapshot` are mutually exclusive: a snapshot has its own time. Remove one of them.');
  }
  if (snapshot !== undefined && !SNAPSHOT.test(snapshot)) {
    refuse(
      `\`snapshot\` is ${JSON.stringify(snapshot)}; it must be a snapshot's identifier, not an ARN. A snapshot that ` +
        'another account shares is copied first, under a key of this account: aws rds copy-db-snapshot ' +
        '--source-db-snapshot-identifier ARN --target-db-snapshot-identifier NAME --kms-key-id KEY.',
    );
  }
  const mode = modeOf(given.mode);
  const scope = scopeOf(given.scope);
  if (mode === 'drill' && scope !== 'both') {
    refuse(`\`scope\` is for an incident; a drill restores both stores, apart from production. Remove \`scope\`.`);
  }
  if (scope === 'objects' && snapshot !== undefined) {
    refuse('`snapshot` needs a `scope` that includes the database; `scope` is "objects". Use `targetTime` instead.');
  }
  const point = pointOf(targetTime, snapshot, mode, now);

  const thawed = thawOf(textOf(given, 'thaw', 64), scope);
  const named = namedUploads(given, { mode, scope });
  const incident = textOf(given, 'incidentStart', 64);
  const incidentStart = incident === undefined ? null : parseIncidentStart(incident, now);
  if (point.kind === 'time' && incidentStart !== null && point.time > incidentStart) {
    refuse(
      `\`targetTime\` ${point.time} is after \`incidentStart\` ${incidentStart}: it would restore the damage too. ` +
        'Choose a target time before the incident, or correct `incidentStart`.',
    );
  }
  return {
    point,
    incidentStart,
    mode,
    scope,
    reason:
      textOf(given, 'reason', REASON_LIMIT) ?? refuse(`${EXAMPLE} \`reason\` is missing: state why, in one sentence.`),
    requestedBy: textOf(given, 'requestedBy', REQUESTED_BY_LIMIT) ?? 'not given',
    ...(thawed && { thaw: thawed }),
    ...(named && { named }),
  };
}

function thawOf(text: string | undefined, scope: RestoreScope): Thaw | undefined {
  if (text === undefined) return undefined;
  if (scope === 'database') refuse('`thaw` is for objects, and `scope` is "database": remove one of them.');
  try {
    return thaw(text);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return refuse(`\`thaw\` is ${JSON.stringify(text)}; it ${error.message}.`);
  }
}

function pointOf(
  targetTime: string | undefined,
  snapshot: string | undefined,
  mode: RestoreMode,
  now: string,
): AcceptedPoint {
  if (targetTime !== undefined) return { kind: 'time', time: parseTargetTime(targetTime, Date.parse(now)) };
  if (snapshot !== undefined) return { kind: 'snapshot', id: snapshot };
  if (mode === 'drill') return { kind: 'latest' };
  return refuse(`${EXAMPLE} \`targetTime\` (or \`snapshot\`) is missing; only a drill may leave both out.`);
}

const EXAMPLE = 'Type `{"targetTime": "2026-11-23T04:00:00Z", "reason": "lectures deleted by mistake"}`:';

function fieldsOf(request: unknown): Record<string, unknown> {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return refuse(`${EXAMPLE} the request must be a JSON object.`);
  }
  const text = jsonText(request) ?? refuse(`${EXAMPLE} the request is nested too deeply.`);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > REQUEST_LIMIT_BYTES) {
    refuse(
      `The request has ${bytes} bytes; at most ${REQUEST_LIMIT_BYTES} are allowed. Shorten \`reason\`, or name fewer keys.`,
    );
  }
  return { ...request };
}

/** A text without the blanks around it; one of which nothing is seen counts as not given. */
function textOf(given: Record<string, unknown>, field: string, limit: number): string | undefined {
  const value = given[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return refuse(`\`${field}\` must be a JSON string.`);
  const text = value.trim();
  if (text.length > limit) refuse(`\`${field}\` has ${text.length} characters; at most ${limit} are allowed.`);
  return isBlank(text) ? undefined : text;
}

function modeOf(mode: unknown): RestoreMode {
  if (mode === undefined || mode === null) return 'incident';
  if (mode === 'incident' || mode === 'drill') return mode;
  return refuse(
    `\`mode\` is ${JSON.stringify(mode).slice(0, 80)}; it must be \`incident\` (the default) or \`drill\`.`,
  );
}

function scopeOf(scope: unknown): RestoreScope {
  if (scope === undefined || scope === null) return 'both';
  const known = SCOPES.find((one) => one === scope);
  if (known !== undefined) return known;
  return refuse(
    `\`scope\` is ${JSON.stringify(scope).slice(0, 80)}; it must be \`both\` (the default), \`database\` or \`objects\`.`,
  );
}

function parseIncidentStart(text: string, now: string): string {
  try {
    return parseTargetTime(text, Date.parse(now));
  } catch (error) {
    return refuse((error as Error).message.replace('The target time', '`incidentStart`'));
  }
}

const names = (fields: readonly string[]): string => fields.map((field) => `\`${field.slice(0, 40)}\``).join(', ');

function refuse(message: string): never {
  throw new PegasusError(ErrorName.INVALID_REQUEST, message);
}
