import { z } from 'zod';
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
});
export type Lock = z.infer<typeof lock>;

const parseLock = (value: unknown): Lock => lock.parse(value);

/**
 * Takes the lock, or takes it over from an execution that has ended. Every write is conditional on what was read, so
 * two runs never both believe that they have it. A lock of this very execution is ours: the step is being retried.
 * @throws PegasusError `RestoreInProgress`, naming the owner
 */
export async function takeLock(
  key: string,
  ours: Omit<Lock, 'releasedAt'>,
  evidence: Pick<Evidence, 'createJson' | 'getTagged' | 'replaceJson'>,
  isRunning: (execution: string) => Promise<boolean>,
): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    if (await evidence.createJson(key, ours)) return;
    const found = await evidence.getTagged(key, parseLock);
    if (found === undefined) continue;
    const { owner, execution, requestedBy, takenAt, releasedAt } = found.value;
    const free = releasedAt !== undefined;
    if (!free && execution === ours.execution) return;
    if (!free && (await isRunning(execution))) {
      throw new PegasusError(
        ErrorName.RESTORE_IN_PROGRESS,
        `The run ${owner} of ${requestedBy} restores these stores since ${takenAt} (${execution}). ` +
          'Wait until it has ended, or stop that execution, then start again.',
      );
    }
    if (await evidence.replaceJson(key, ours, found.etag)) return;
  }
  throw new PegasusError(ErrorName.RETRYABLE, `Another run is writing the lock ${key}; it is tried again.`);
}

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
  held?: Omit<Lock, 'releasedAt'>,
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
