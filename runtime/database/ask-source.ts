import { HEARTBEAT_BOUND_SECONDS } from '../../domain/database/recovered-moment';
import type { SequenceFacts } from '../../domain/database/sequences';
import { retry } from '../execution/retry';
import { DatabaseFacts } from './database-facts';
import type { DatabaseEndpoint } from './database-kind';
import { readOne } from './one-table';
import { connect, type PostgresTarget } from './postgres';
import { RestoredRows } from './restored-rows';

/** What the source says while it is still there: nothing of it is changed. */
export interface SourceLook {
  /**
   * Its newest heartbeat that a database of the recovery point cannot lack, ISO 8601: one from so shortly before it that it
   * may would hide that others are missing too. Null when there is none, undefined when it cannot be read.
   */
  readonly heartbeat: string | null | undefined;
  readonly sequences: readonly SequenceFacts[];
}

export type SourceAnswer =
  | { readonly outcome: 'asked'; readonly look: SourceLook }
  | { readonly outcome: 'unknown'; readonly cause: string };

const TRIES = 3;

/** A source that is gone, damaged or out of reach is no reason not to restore it: what it would have said is unknown. */
export async function askSource(
  endpoint: DatabaseEndpoint | undefined,
  look: (endpoint: DatabaseEndpoint) => Promise<SourceLook>,
  pause: () => Promise<void>,
): Promise<SourceAnswer> {
  if (endpoint === undefined) return { outcome: 'unknown', cause: 'the source is gone' };
  try {
    const again = { tries: TRIES, passes: () => true, pause: () => 0, clock: { sleep: pause } };
    return { outcome: 'asked', look: await retry(() => look(endpoint), again) };
  } catch (error) {
    return { outcome: 'unknown', cause: `the source could not be asked (${(error as Error).message})` };
  }
}

/** @returns null when there is none, undefined when none can be read */
export function newestHeartbeat(answers: readonly SourceAnswer[]): string | null | undefined {
  const read = answers.flatMap((answer) =>
    answer.outcome === 'asked' && answer.look.heartbeat !== undefined ? [answer.look.heartbeat] : [],
  );
  const written = read.flatMap((heartbeat) => heartbeat ?? []);
  if (written.length > 0) return written.reduce((one, other) => (Date.parse(one) < Date.parse(other) ? other : one));
  return read.length > 0 ? null : undefined;
}

/** @param until the recovery point, whole seconds UTC */
export async function lookAtSource(target: PostgresTarget, until: string): Promise<SourceLook> {
  const client = await connect({ ...target, readOnly: true });
  try {
    const end = new Date(Date.parse(until) - HEARTBEAT_BOUND_SECONDS * 1000);
    const read = await readOne(client, 'pegasus_backup.heartbeat', () => new RestoredRows(client).newestHeartbeat(end));
    const sequences = await new DatabaseFacts(client).sequences();
    return { heartbeat: 'found' in read ? (read.found?.writtenAt ?? null) : undefined, sequences };
  } finally {
    await client.end();
  }
}
