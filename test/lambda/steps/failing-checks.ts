import type { Answer } from '../../../domain/checks/answer';
import { READINESS } from '../../../domain/checks/application-ready';
import { ARTIFACTS_AND_EXPORTS } from '../../../domain/checks/artifacts-and-exports';
import { FOREIGN_KEYS } from '../../../domain/checks/foreign-keys';
import { INDEXES } from '../../../domain/checks/indexes';
import { LECTURE_INTEGRITY } from '../../../domain/checks/lecture-integrity';
import { MIGRATION_HEAD } from '../../../domain/checks/migration-head';
import { OBJECT_BYTES } from '../../../domain/checks/object-bytes';
import { RECOVERY_ENDED } from '../../../domain/checks/recovery-ended';
import { RECOVERY_POINT } from '../../../domain/checks/recovery-point';
import { ROWS_AGAINST_MANIFEST } from '../../../domain/checks/rows-against-manifest';
import { ROWS_PRESENT } from '../../../domain/checks/rows-present';
import { SEQUENCES } from '../../../domain/checks/sequences';
import { SKEW } from '../../../domain/checks/skew';
import { TRANSCRIPTS } from '../../../domain/checks/transcripts';
import { WARM_UP } from '../../../domain/checks/warm-up';
import type { RunChecksInput, RunChecksWorld } from '../../../lambda/steps/run-checks';

/** What is made wrong in a world in which everything is right. */
interface Wrong {
  readonly world?: (right: RunChecksWorld) => Partial<RunChecksWorld>;
  readonly input?: (right: RunChecksInput) => Partial<RunChecksInput>;
  /** Others that must fail with it. @default - none: every other check passes */
  readonly with?: readonly string[];
}

const facts = (wrong: Partial<RunChecksWorld['facts']>): Wrong => ({
  world: (right) => ({ facts: { ...right.facts, ...wrong } }),
});
const rows = (wrong: Partial<RunChecksWorld['rows']>): Wrong => ({
  world: (right) => ({ rows: { ...right.rows, ...wrong } }),
});
const objects = (wrong: Partial<RunChecksWorld['objects']>): Wrong => ({
  world: (right) => ({ objects: { ...right.objects, ...wrong } }),
});
const answering = (end: string, answer: Answer): Wrong => ({
  world: ({ application }) => ({
    application: { get: async (path) => (path.endsWith(end) ? answer : await application.get(path)) },
  }),
});
const failing: Answer = { status: 500, contentType: 'application/json', body: '{}' };

/** For each check of a restore one case in which it does not pass: a check that was never seen failing proves nothing. */
export const FAILING: Readonly<Record<string, Wrong>> = {
  [RECOVERY_ENDED.name]: rows({ inRecovery: async () => true }),
  [RECOVERY_POINT.name]: {
    input: ({ database }) => ({ database: { ...database, recoveredTo: '2026-11-23T04:00:01Z' } }),
  },
  [ROWS_PRESENT.name]: {
    world: ({ referenceRows }) => ({
      referenceRows: {
        ...referenceRows,
        count: async () => ({ counts: [{ table: 'lectures', rows: 0 }], unreadable: [] }),
      },
    }),
  },
  [ROWS_AGAINST_MANIFEST.name]: facts({ tables: async () => ({ tables: [] }) }),
  [MIGRATION_HEAD.name]: facts({ migrationHead: async () => '0002_threads.sql' }),
  [SEQUENCES.name]: facts({
    sequences: async () => [
      {
        sequence: 's',
        next: '7',
        increment: '1',
        maximum: '99',
        cycles: false,
        writable: true,
        columns: [{ column: 'public.x.id', largest: '7', nearest: '7' }],
      },
    ],
  }),
  [FOREIGN_KEYS.name]: facts({ foreignKeys: async () => [{ name: 'public.a.b', enforced: false }] }),
  [INDEXES.name]: { world: () => ({ checkIndexes: async () => ({ checked: 3, total: 4, defects: ['a_pkey'] }) }) },
  [WARM_UP.name]: facts({
    scanAll: async () => [
      { table: 'exports', rows: 1, about: 1, milliseconds: 1, missed: 'invalid page', damaged: true },
    ],
  }),
  [SKEW.name]: rows({ newestHeartbeat: async () => ({ id: 'later', writtenAt: '2026-11-23T04:09:30.000Z' }) }),
  [OBJECT_BYTES.name]: objects({
    digest: async (_key, versionId) => ({ size: 3, md5: 'other', plainEtag: true, versionId }),
  }),
  [ARTIFACTS_AND_EXPORTS.name]: objects({ exists: async () => false }),
  [READINESS.name]: {
    ...answering('/health/ready', { ...failing, status: 503 }),
    // Not asked, where the application is not ready.
    with: [LECTURE_INTEGRITY.name, TRANSCRIPTS.name],
  },
  [LECTURE_INTEGRITY.name]: answering('/integrity', failing),
  [TRANSCRIPTS.name]: answering('/transcript', failing),
};
