import type { Answer } from '../../../domain/checks/answer';
import type { KnownBefore } from '../../../domain/references/look-ahead';
import type { UsedDatabase } from '../../../domain/workflow/workflow';
import type { FreezeWritesWorld } from '../../../lambda/steps/freeze-writes';
import type { LookedAhead } from '../../../runtime/references/look-ahead';
import type { FreezeRecord } from '../../../runtime/traffic/freeze-record';
import { MemoryEvidence } from '../evidence/memory-evidence';
import type { MemorySwitch } from './memory-switch';
import type { MemoryTraffic } from './memory-traffic';

export const json = (status: number, body: object = {}): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

/** Of open traffic, generation 3, without switches. */
export const FREEZE_RECORD: FreezeRecord = {
  prior: { mode: 'open', generation: 3 },
  switches: {},
  continues: [],
  knock: { withToken: false, answer: 'accepted', inWords: '404' },
  recordedAt: 'then',
};

/** Time that passes only while somebody sleeps. */
export function memoryClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

/** `/health/ready` of an application that does not answer. */
export const silent = (): Promise<Answer> => Promise.reject(new Error('connect ETIMEDOUT'));

/** The clock of the database: none of the handler's, none of the machine's. */
export const DATABASE_CLOCK = '2026-11-23T05:07:00.000Z';

/** A world in which the application obeys the parameter at once and nobody is writing. */
export function freezing(traffic: MemoryTraffic, switches: readonly MemorySwitch[] = []) {
  const calls: string[] = [];
  const writers: { pid: number; application: string; seconds: number }[] = [];
  const answer = async (call: string, open: Answer): Promise<Answer> => {
    calls.push(call);
    return (await traffic.read()).mode === 'open' ? open : json(503, { error: 'frozen' });
  };
  const world = {
    traffic,
    switches,
    evidence: new MemoryEvidence(),
    patience: { again: () => false, pause: async () => {} },
    stranger: {
      get: silent,
      delete: (path: string) => answer(`DELETE ${path}`, json(404)),
      post: (path: string) => answer(`POST ${path}`, json(201)),
    },
    operator: {
      get: silent,
      delete: async (path: string) => {
        calls.push(`operator DELETE ${path}`);
        return json(200);
      },
      post: async (path: string) => {
        calls.push(`operator POST ${path}`);
        return json(201);
      },
    },
    hasToken: true,
    clock: memoryClock(),
    obeyedWithinSeconds: 60,
    drain: { seconds: 120, end: false },
    lookAhead: async (): Promise<LookedAhead | Error> => ({
      found: ['lectures.audio_path'],
      problems: [],
      notRead: [],
    }),
    knownBefore: async (): Promise<KnownBefore> => ({}),
    usedDatabase: async (): Promise<UsedDatabase | undefined> => undefined,
    connectSource: async () => ({
      now: async () => DATABASE_CLOCK,
      writers: async () => [...writers],
      end: async () => void writers.splice(0),
      close: async () => {},
    }),
  } satisfies FreezeWritesWorld;
  return { world, calls, writers };
}
