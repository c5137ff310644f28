import type { Freeze } from '../../domain/workflow/workflow';
import type { SourceSessions } from '../database/source-sessions';
import type { Clock } from '../execution/clock';
import { retry } from '../execution/retry';
import { type CanaryWorld, proveRefused } from './canary';
import { type DrainOptions, drainWriters } from './drain-writers';
import { stoppedBy } from './freeze';
import type { FreezeRecord } from './freeze-record';
import type { Switch } from './switches/switch';

const CONNECT_TRIES = 3;
const CONNECT_PAUSE_MILLISECONDS = 2_000;

export interface ProofWorld extends Omit<CanaryWorld, 'stopped'> {
  readonly switches: readonly Switch[];
  readonly connectSource: () => Promise<
    Pick<SourceSessions, 'now' | 'writers' | 'end' | 'close'> & Partial<Pick<SourceSessions, 'written'>>
  >;
  readonly drain: DrainOptions;
}

export type FreezeProof = Pick<Freeze, 'frozenAt' | 'frozenAtSource' | 'proof' | 'rowsWritten'>;

/**
 * The canary must be refused, and no transaction may still be writing; then the database's clock says since when. A
 * database that cannot be reached is restored all the same: nothing writes to it, and the state machine's clock is
 * taken.
 */
export async function proveFreeze(
  runId: string,
  enteredAt: string,
  record: FreezeRecord,
  world: ProofWorld,
): Promise<FreezeProof> {
  const application = await proveRefused(runId, record, { ...world, stopped: stoppedBy(record, world.switches) });
  const sessions = await reach(world.connectSource, world.clock);
  if (sessions instanceof Error) {
    const database = `not reached, so transactions were not looked at: ${sessions.message}`;
    return { frozenAt: enteredAt, frozenAtSource: 'state machine', proof: { application, database } };
  }
  try {
    const database = await drainWriters(sessions, world.drain, world.clock);
    const rowsWritten = await sessions.written?.();
    return {
      frozenAt: await sessions.now(),
      frozenAtSource: 'database',
      proof: { application, database },
      ...(rowsWritten && { rowsWritten }),
    };
  } finally {
    await sessions.close();
  }
}

async function reach<T>(connect: () => Promise<T>, clock: Clock): Promise<T | Error> {
  const options = { tries: CONNECT_TRIES, pause: () => CONNECT_PAUSE_MILLISECONDS, passes: () => true, clock };
  return await retry(connect, options).catch((error) => (error instanceof Error ? error : new Error(String(error))));
}
