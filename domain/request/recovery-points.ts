import { ErrorName } from '../workflow/errors';
import type { RecoveryPoint, RestoreScope } from '../workflow/workflow';
import type { AcceptedPoint } from './restore-request';
import { seconds as wholeSeconds } from './target-time';

/** A target this close to the latest restorable time is waited for: RDS trails by about 5 minutes. */
export const NEAR_SECONDS = 15 * 60;
/** The first choice, and how many to roll forward to. */
export const CANDIDATE_LIMIT = 3;
/** How far before the latest restorable time a drill goes that names no time: a heartbeat, one a minute, lies before it. */
export const DRILL_MARGIN_SECONDS = 60;
/** How many of the points that were left out the plan names, nearest first: the state carries no long lists. */
export const LEFT_OUT_LIMIT = 10;

/** A snapshot, as the store describes it. */
export interface SnapshotFacts {
  readonly id: string;
  readonly status: string;
  /** The moment its data is from; the time of its creation changes when it is copied. */
  readonly databaseTime?: string;
  readonly sourceIdentifier: string;
  readonly sourceResourceId?: string;
  /** Where the store says it. */
  readonly engineVersion?: string;
  /** Where the size says something, as that of a dump does. */
  readonly bytes?: number;
  /** What could not be restored of it when it was made, where that is tried. */
  readonly problems?: readonly string[];
}

/** What the stores say. Every time is `YYYY-MM-DDTHH:MM:SSZ`, so that they compare as text. */
export interface RecoveryFacts {
  /** The state machine's clock. */
  readonly now: string;
  readonly source: { readonly identifier: string; readonly resourceId: string };
  /** False when the database keeps no automated backups. */
  readonly pointInTimeRecovery: boolean;
  /** The database itself is there no more. @default false */
  readonly gone?: boolean;
  /** True where nothing but a snapshot can be restored, as the dumps of a self-managed database: a time then means the newest one not after it. */
  readonly snapshotsOnly?: boolean;
  readonly earliestRestorableTime?: string;
  readonly latestRestorableTime?: string;
  readonly snapshots: readonly SnapshotFacts[];
  /** How far back the object history is kept. */
  readonly objectHistoryDays: number;
}

/** What was asked for. Candidates to roll forward to end at the beginning of the incident. */
export interface WantedPoint {
  readonly point: AcceptedPoint;
  readonly incidentStart: string | null;
  /** @default 'both' */
  readonly scope?: RestoreScope;
}

export interface ReasonedPoint {
  readonly point: RecoveryPoint;
  readonly reason: string;
  /** Why it is tried only after approval. */
  readonly needsApproval?: string;
}

export type RecoveryChoice =
  | {
      readonly outcome: 'chosen';
      readonly points: readonly [ReasonedPoint, ...ReasonedPoint[]];
      readonly leftOut: readonly ReasonedPoint[];
    }
  | { readonly outcome: 'wait'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly error: ErrorName; readonly reason: string };

const seconds = (time: string): number => Date.parse(time) / 1000;
const refused = (error: ErrorName, reason: string): RecoveryChoice => ({ outcome: 'refused', error, reason });

/**
 * Orders what the database can be restored from, with reasons: first what was asked for, then what a failed
 * verification may roll forward to. Also says why the others stay out, or why nothing can be chosen (yet).
 */
export function chooseRecoveryPoints(wanted: WantedPoint, facts: RecoveryFacts): RecoveryChoice {
  const first = wanted.scope === 'objects' ? ofObjects(wanted.point, facts) : firstPoint(wanted.point, facts);
  if ('outcome' in first) return first;
  if (wanted.scope === 'objects') return { outcome: 'chosen', points: [first], leftOut: [] };
  const tooOld = outsideHistory(first.point.time, facts);
  if (tooOld !== undefined) return tooOld;

  const { incidentStart } = wanted;
  if (incidentStart !== null && first.point.time > incidentStart) {
    return refused(
      ErrorName.INVALID_REQUEST,
      `The requested recovery point is of ${first.point.time}, after \`incidentStart\` ${incidentStart}: it would restore the damage ` +
        'too. Choose one from before the incident, or correct `incidentStart`.',
    );
  }

  const others = facts.snapshots
    .filter(({ id }) => first.point.kind !== 'snapshot' || first.point.snapshotId !== id)
    .map((snapshot) => rollForward(snapshot, first.point.time, wanted.incidentStart, facts));
  const inOrder = others.filter(({ usable }) => usable).sort((a, b) => (a.point.time < b.point.time ? -1 : 1));
  const usable = inOrder.filter(({ needsApproval }) => needsApproval === undefined);
  // The nearest one only: the further behind the incident, the more of its damage is in it.
  const [approvable, ...further] = inOrder.filter(({ needsApproval }) => needsApproval !== undefined);
  const beyond = usable
    .slice(CANDIDATE_LIMIT - 1)
    .map(({ point }) => ({ point, reason: `one of more than ${CANDIDATE_LIMIT - 1} newer snapshots` }));
  const distance = ({ point }: ReasonedPoint) => Math.abs(seconds(point.time) - seconds(first.point.time));
  return {
    outcome: 'chosen',
    points: [
      first,
      ...usable.slice(0, CANDIDATE_LIMIT - 1).map(({ point, reason }) => ({ point, reason })),
      ...(approvable === undefined ? [] : [withoutUse(approvable)]),
    ],
    leftOut: [
      ...beyond,
      ...further.map(withoutUse),
      ...others.filter(({ usable }) => !usable).map(({ point, reason }) => ({ point, reason })),
    ]
      .sort((a, b) => distance(a) - distance(b))
      .slice(0, LEFT_OUT_LIMIT),
  };
}

function firstPoint(point: AcceptedPoint, facts: RecoveryFacts): ReasonedPoint | RecoveryChoice {
  switch (point.kind) {
    case 'time':
      return atTime(point.time, facts);
    case 'snapshot':
      return atSnapshot(point.id, facts);
    case 'latest':
      return atLatest(facts);
  }
}

/** The database stays: whatever the object history reaches can be gone back to, and nothing is there to roll forward to. */
function ofObjects(point: AcceptedPoint, facts: RecoveryFacts): ReasonedPoint | RecoveryChoice {
  if (point.kind !== 'time') {
    return refused(ErrorName.INVALID_REQUEST, '`scope` "objects" needs a `targetTime`.');
  }
  const { time } = point;
  const reason = 'the target time, for the objects only: the database stays as it is';
  return outsideHistory(time, facts) ?? { point: { kind: 'time', time }, reason };
}

/** No time was given: as late as it goes, less a margin; in a window that is shorter than that, the last second. */
function atLatest(facts: RecoveryFacts): ReasonedPoint | RecoveryChoice {
  const { earliestRestorableTime: earliest, latestRestorableTime: latest, now } = facts;
  if (earliest === undefined || latest === undefined) return atTime(now, facts);
  const behind = seconds(latest) - seconds(earliest) < DRILL_MARGIN_SECONDS ? 1 : DRILL_MARGIN_SECONDS;
  const first = atTime(wholeSeconds((seconds(latest) - behind) * 1000), facts);
  if ('outcome' in first) return first;
  return { ...first, reason: `chosen by the drill: ${behind} s before ${latest}, the latest restorable time` };
}

function atTime(time: string, facts: RecoveryFacts): ReasonedPoint | RecoveryChoice {
  const { source, earliestRestorableTime: earliest, latestRestorableTime: latest } = facts;
  const outOfRange = (reason: string) => refused(ErrorName.TARGET_TIME_OUT_OF_RANGE, reason);
  const tooOld = outsideHistory(time, facts);
  if (tooOld !== undefined) return tooOld;
  const instead = nearestSnapshot(time, facts);
  if (facts.snapshotsOnly)
    return (
      newestUntil(time, facts) ??
      outOfRange(`There is no dump of ${source.identifier} from ${time} or before. ${instead}`)
    );
  if (!facts.pointInTimeRecovery || earliest === undefined || latest === undefined) {
    const none = facts.gone ? 'is gone, and so are its automated backups' : 'keeps no automated backups';
    const why = facts.pointInTimeRecovery ? 'has no finished automated backup yet' : none;
    return outOfRange(`${source.identifier} ${why}: it cannot go back to a time. ${instead}`);
  }
  if (time < earliest) {
    return outOfRange(
      `The target time ${time} is before ${earliest}, the earliest that ${source.identifier} can go back to. ${instead}`,
    );
  }
  if (time >= latest) {
    const behind = `The target time ${time} must be before ${latest}, the latest restorable time of ${source.identifier}`;
    return seconds(time) - seconds(latest) <= NEAR_SECONDS
      ? { outcome: 'wait', reason: `${behind}, which trails by a few minutes.` }
      : outOfRange(`${behind}, which is more than ${NEAR_SECONDS / 60} minutes behind. Choose a time before it.`);
  }
  return { point: { kind: 'time', time }, reason: `the target time, between ${earliest} and ${latest}` };
}

/**
 * A refusal would not help: there is no better answer than this one. How far it is from the target time is said
 * in the reason; the objects go to the dump's time, and the plan's target time stays what was asked for.
 */
function newestUntil(time: string, facts: RecoveryFacts): ReasonedPoint | undefined {
  const [newest] = facts.snapshots
    .flatMap(({ id, databaseTime, status, ...rest }) =>
      status === 'available' &&
      databaseTime !== undefined &&
      databaseTime <= time &&
      isOurs({ id, status, ...rest }, facts)
        ? [{ snapshotId: id, time: databaseTime, problems: rest.problems ?? [] }]
        : [],
    )
    .sort((a, b) => (a.time < b.time ? 1 : -1));
  if (newest === undefined) return undefined;
  const missed = seconds(time) - seconds(newest.time);
  const reason =
    `the newest dump not after ${time}, with data of ${newest.time}: what was written in the ${missed} s between is not in ` +
    'it, and there is no log to go further' +
    (newest.problems.length > 0 ? `; when it was made it could not be restored (${newest.problems.join('; ')})` : '');
  return { point: { kind: 'snapshot', snapshotId: newest.snapshotId, time: newest.time }, reason };
}

function atSnapshot(id: string, facts: RecoveryFacts): ReasonedPoint | RecoveryChoice {
  const { source } = facts;
  const snapshot = facts.snapshots.find((candidate) => candidate.id === id);
  if (snapshot === undefined) {
    const known = facts.snapshots.filter((candidate) => isOurs(candidate, facts)).map((candidate) => candidate.id);
    const list = known.length > 0 ? known.slice(-LEFT_OUT_LIMIT).join(', ') : 'none';
    return refused(
      ErrorName.INVALID_REQUEST,
      `There is no snapshot \`${id}\`. Those of ${source.identifier}: ${list}.`,
    );
  }
  if (!isOurs(snapshot, facts)) {
    return refused(
      ErrorName.INVALID_REQUEST,
      `The snapshot \`${id}\` is of ${snapshot.sourceIdentifier} (${snapshot.sourceResourceId ?? 'no resource id'}), ` +
        `not of ${source.identifier} (${source.resourceId}). Choose a snapshot of the protected database.`,
    );
  }
  if (snapshot.status === 'creating')
    return { outcome: 'wait', reason: `The snapshot \`${id}\` is still being created.` };
  if (snapshot.status !== 'available' || snapshot.databaseTime === undefined) {
    const why = snapshot.status === 'available' ? 'the time of its data is unknown' : snapshot.status;
    return refused(
      ErrorName.INVALID_REQUEST,
      `The snapshot \`${id}\` cannot be used: ${why}. Choose another, or a \`targetTime\`.`,
    );
  }
  return {
    point: { kind: 'snapshot', snapshotId: id, time: snapshot.databaseTime },
    reason: `the requested snapshot, with data of ${snapshot.databaseTime}`,
  };
}

/** The runbook's way on after a failed validation: a newer snapshot; one from after the incident began needs approval. */
function rollForward(
  snapshot: SnapshotFacts,
  target: string,
  incidentStart: string | null,
  facts: RecoveryFacts,
): ReasonedPoint & { readonly usable: boolean } {
  const time = snapshot.databaseTime ?? target;
  const point: RecoveryPoint = { kind: 'snapshot', snapshotId: snapshot.id, time };
  const out = (reason: string) => ({ point, reason, usable: false });
  if (!isOurs(snapshot, facts)) return out('of another database');
  if (snapshot.status !== 'available') return out(`its status is ${snapshot.status}`);
  if (snapshot.databaseTime === undefined) return out('the time of its data is unknown');
  if (time < target) return out('older than the target time; a failed restore rolls forward');
  if (incidentStart === null) return out('newer than the target time, and `incidentStart` is not given');
  if (time > incidentStart) {
    const reason = `from after the incident began at ${incidentStart}`;
    return { point, reason, needsApproval: `${reason}: it may hold what the incident has done`, usable: true };
  }
  return { point, reason: 'to roll forward: newer than the target time, before the incident', usable: true };
}

const withoutUse = ({ point, reason, needsApproval }: ReasonedPoint): ReasonedPoint => ({
  point,
  reason,
  needsApproval,
});

function isOurs(snapshot: SnapshotFacts, { source }: RecoveryFacts): boolean {
  return snapshot.sourceResourceId === undefined
    ? snapshot.sourceIdentifier === source.identifier
    : snapshot.sourceResourceId === source.resourceId;
}

function outsideHistory(time: string, { now, objectHistoryDays }: RecoveryFacts): RecoveryChoice | undefined {
  if (seconds(now) - seconds(time) <= objectHistoryDays * 86_400) return undefined;
  return refused(
    ErrorName.HISTORY_TOO_SHORT,
    `${time} is more than ${objectHistoryDays} days ago: older object versions are not kept. Choose a later time.`,
  );
}

function nearestSnapshot(time: string, facts: RecoveryFacts): string {
  const distance = (snapshot: SnapshotFacts) => Math.abs(seconds(snapshot.databaseTime ?? time) - seconds(time));
  const [nearest] = facts.snapshots
    .filter((snapshot) => isOurs(snapshot, facts) && snapshot.status === 'available' && snapshot.databaseTime)
    .filter((snapshot) => outsideHistory(snapshot.databaseTime ?? time, facts) === undefined)
    .sort((a, b) => distance(a) - distance(b));
  return nearest === undefined
    ? 'There is no snapshot to use instead.'
    : `The nearest snapshot is \`${nearest.id}\` of ${nearest.databaseTime}: ask for it with \`snapshot\`.`;
}
