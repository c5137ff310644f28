import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Evidence } from '../evidence/evidence';

/** Another process changed the lock between reading and writing it: read again, but not for ever. */
const RACES = 5;

/** Who restores this pair of stores: the body of the lock. It is never deleted; released, it says since when. */
const lock = z.object({
  owner: z.string(),
  execution: z.string(),
  requestedBy: z.string(),
  takenAt: z.string(),
  releasedAt: z.string().optional(),
  /** When it was taken in the last day, this time included, where that is limited. */
  taken: z.array(z.string()).optional(),
});
export type Lock = z.infer<typeof lock>;
type Taking = Omit<Lock, 'releasedAt' | 'taken'>;

/** What taking it needs of the world, and asks of it. */
export interface LockWorld {
  readonly evidence: Pick<Evidence, 'createJson' | 'getTagged' | 'replaceJson'>;
  readonly isRunning: (execution: string) => Promise<boolean>;
  /** No other run may have had it since. @default - that is not asked */
  readonly untouchedSince?: string;
  /** How often it may be taken within 24 hours. @default - as often as it is free */
  readonly mostPerDay?: number;
}

const parseLock = (value: unknown): Lock => lock.parse(value);

/**
 * Only looks: a run that waits for approval does not take the lock.
 * @throws PegasusError `RestoreInProgress`, naming the owner
 */
export async function requireFree(
  key: string,
  { evidence, isRunning }: { evidence: Pick<Evidence, 'getTagged'>; isRunning: LockWorld['isRunning'] },
): Promise<void> {
  const found = await evidence.getTagged(key, parseLock);
  if (found !== undefined) await requireOver(found.value, isRunning);
}

/**
 * Takes the lock, or takes it over from an execution that has ended. Every write is conditional on what was read, so
 * two runs never both believe that they have it. A lock of this very execution is ours: the step is being retried.
 * @throws PegasusError `RestoreInProgress`, naming the owner; `TooManyDrills`
 */
export async function takeLock(key: string, ours: Taking, world: LockWorld): Promise<void> {
  const { evidence, isRunning, mostPerDay } = world;
  const counted = (before: readonly string[]) =>
    mostPerDay === undefined ? ours : { ...ours, taken: [...before, ours.takenAt] };
  for (let race = 0; race < RACES; race++) {
    if (await evidence.createJson(key, counted([]))) return;
    const found = await evidence.getTagged(key, parseLock);
    if (found === undefined) continue;
    const { execution, releasedAt, taken = [] } = found.value;
    if (releasedAt === undefined && execution === ours.execution) return;
    await requireOver(found.value, isRunning);
    requireUntouched(found.value, ours, world);
    const today = taken.filter((one) => Date.parse(one) > Date.parse(ours.takenAt) - DAY);
    if (mostPerDay !== undefined && today.length >= mostPerDay) throw tooMany(today, mostPerDay);
    if (await evidence.replaceJson(key, counted(today), found.etag)) return;
  }
  throw new PegasusError(ErrorName.RETRYABLE, `Another run is writing the lock ${key}; it is tried again.`);
}

const DAY = 24 * 3_600_000;

async function requireOver(
  { owner, execution, requestedBy, takenAt, releasedAt }: Lock,
  isRunning: LockWorld['isRunning'],
): Promise<void> {
  if (releasedAt !== undefined || !(await isRunning(execution))) return;
  throw new PegasusError(
    ErrorName.RESTORE_IN_PROGRESS,
    `The run ${owner} of ${requestedBy} restores these stores since ${takenAt} (${execution}). ` +
      'Wait until it has ended, or stop that execution, then start again.',
  );
}

/** What was planned before another restore is of stores that are no more. */
function requireUntouched(
  { owner, execution, takenAt, releasedAt }: Lock,
  ours: Taking,
  { untouchedSince }: LockWorld,
) {
  const last = releasedAt ?? takenAt;
  if (untouchedSince === undefined || execution === ours.execution || last < untouchedSince) return;
  throw new PegasusError(
    ErrorName.RESTORE_IN_PROGRESS,
    `The run ${owner} has restored these stores until ${last} (${execution}), after this run was planned at ${untouchedSince}. ` +
      'Abort this run, and start a new one.',
  );
}

const tooMany = (taken: readonly string[], most: number): PegasusError =>
  new PegasusError(
    ErrorName.TOO_MANY_DRILLS,
    `${taken.length} drills of these stores were started within 24 hours, since ${taken[0]}; \`maxDrillsPerDay\` allows ${most}. ` +
      'Wait until 24 hours after the oldest, or raise it.',
  );

/**
 * Releases the lock if it is still this execution's. Garbage in its place is no one's: no other run can have taken it over,
 * so a run that has held it leaves it free.
 * @param held by this execution until now, for sure. @default - that is not known
 * @returns true when the lock is free of this run afterwards
 */
export async function releaseLock(
  key: string,
  execution: string,
  releasedAt: string,
  evidence: Pick<Evidence, 'getText' | 'replaceJson'>,
  held?: Taking,
): Promise<boolean> {
  const found = await evidence.getText(key);
  if (found === undefined) return true;
  const ours: Lock | undefined = lockIn(found.text) ?? held;
  if (ours === undefined || ours.execution !== execution || ours.releasedAt !== undefined) return true;
  return await evidence.replaceJson(key, { ...ours, releasedAt }, found.etag);
}

/** @returns undefined for what is no lock */
function lockIn(text: string): Lock | undefined {
  try {
    return parseLock(JSON.parse(text));
  } catch {
    return undefined;
  }
}
