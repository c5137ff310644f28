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
import type { DatabaseContent } from '../../../domain/database/manifest';
import type { CheckOutcome } from '../../../domain/workflow/workflow';
import type { RunChecksInput, RunChecksWorld } from '../../../lambda/steps/run-checks';
import { MANIFEST } from '../../domain/workflow/workflow-fixture';

interface Nothing {
  readonly what: string;
  readonly world?: (right: RunChecksWorld) => Partial<RunChecksWorld>;
  readonly input?: (right: RunChecksInput) => Partial<RunChecksInput>;
  readonly outcome: Exclude<CheckOutcome, 'passed'>;
}

const facts = (changed: Partial<RunChecksWorld['facts']>): Pick<Nothing, 'world'> => ({
  world: (right) => ({ facts: { ...right.facts, ...changed } }),
});
const rows = (changed: Partial<RunChecksWorld['rows']>): Pick<Nothing, 'world'> => ({
  world: (right) => ({ rows: { ...right.rows, ...changed } }),
});
const manifest = (content: Partial<DatabaseContent>): Pick<Nothing, 'world'> => {
  const empty = { migrationHead: null, tables: [], sequences: [], foreignKeys: [] };
  return { world: () => ({ manifest: async () => ({ ...MANIFEST, content: { ...empty, ...content } }) }) };
};
const answering = (end: string, body: unknown): Pick<Nothing, 'world'> => {
  const answer: Answer = { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
  return {
    world: ({ application }) => ({
      application: { get: async (path) => (path.endsWith(end) ? answer : await application.get(path)) },
    }),
  };
};
const noLecture = rows({ sampleLectures: async () => [] });
const SEQUENCE = { sequence: 's', next: '8', increment: '1', maximum: '99', cycles: false, writable: true };
const silent = async () => {
  throw new Error('connection lost');
};

/** For each check of a restore what leaves it nothing to compare: what has compared nothing has not passed. */
export const NOTHING: Readonly<Record<string, readonly Nothing[]>> = {
  [RECOVERY_ENDED.name]: [{ what: 'no answer', ...rows({ inRecovery: silent }), outcome: 'unknown' }],
  [RECOVERY_POINT.name]: [
    {
      what: 'a time that cannot be read',
      input: ({ database }) => ({ database: { ...database, recoveredTo: 'a while ago' } }),
      outcome: 'unknown',
    },
    {
      what: 'the word of the service alone',
      input: ({ database }) => ({ database: { ...database, recoveredToSource: 'request' } }),
      outcome: 'not applicable',
    },
  ],
  [ROWS_PRESENT.name]: [
    {
      what: 'no table',
      world: ({ referenceRows }) => ({
        referenceRows: { ...referenceRows, count: async () => ({ counts: [], unreadable: [] }) },
      }),
      outcome: 'failed',
    },
  ],
  [ROWS_AGAINST_MANIFEST.name]: [
    { what: 'no manifest', world: () => ({ manifest: async () => undefined }), outcome: 'not applicable' },
    {
      what: 'no row in the manifest',
      ...manifest({ tables: [{ name: 'public.lectures', rows: 0, newest: null }] }),
      outcome: 'not applicable',
    },
    {
      what: 'no row that was counted in time',
      ...manifest({ notCounted: [{ name: 'public.lectures', reason: 'the time limit was reached', least: 0 }] }),
      outcome: 'not applicable',
    },
  ],
  [MIGRATION_HEAD.name]: [
    { what: 'nothing expected', world: () => ({ expectedHead: async () => undefined }), outcome: 'not applicable' },
  ],
  [SEQUENCES.name]: [
    { what: 'no sequence', ...facts({ sequences: async () => [] }), outcome: 'not applicable' },
    {
      what: 'a table without a row',
      ...facts({
        sequences: async () => [{ ...SEQUENCE, columns: [{ column: 'public.x.id', largest: null, nearest: null }] }],
      }),
      outcome: 'not applicable',
    },
    {
      what: 'no column',
      ...facts({ sequences: async () => [{ ...SEQUENCE, columns: [] }] }),
      outcome: 'not applicable',
    },
  ],
  [FOREIGN_KEYS.name]: [
    { what: 'no manifest', world: () => ({ manifest: async () => undefined }), outcome: 'not applicable' },
    { what: 'none in the manifest', ...manifest({}), outcome: 'not applicable' },
    {
      what: 'none that was enforced',
      ...manifest({ foreignKeys: [{ name: 'public.a.b', enforced: false }] }),
      outcome: 'not applicable',
    },
  ],
  [INDEXES.name]: [
    {
      what: 'no primary key',
      world: () => ({ checkIndexes: async () => ({ checked: 0, total: 0, defects: [] }) }),
      outcome: 'not applicable',
    },
    {
      what: 'no time for one',
      world: () => ({ checkIndexes: async () => ({ checked: 0, total: 4, defects: [] }) }),
      outcome: 'unknown',
    },
  ],
  [WARM_UP.name]: [
    { what: 'no table', ...facts({ scanAll: async () => [] }), outcome: 'not applicable' },
    {
      what: 'no row in any',
      ...facts({ scanAll: async () => [{ table: 'exports', rows: 0, about: 0, milliseconds: 1 }] }),
      outcome: 'not applicable',
    },
  ],
  [SKEW.name]: [
    {
      what: 'no heartbeat',
      world: (right) => ({
        rows: { ...right.rows, newestHeartbeat: async () => undefined },
        objects: { ...right.objects, json: async () => undefined },
      }),
      outcome: 'not applicable',
    },
    {
      what: 'a time that cannot be read',
      ...rows({ newestHeartbeat: async () => ({ id: 'beat-1', writtenAt: 'a while ago' }) }),
      outcome: 'unknown',
    },
  ],
  [OBJECT_BYTES.name]: [
    {
      what: 'no object',
      input: ({ objectPlan }) => ({
        objectPlan: { ...objectPlan, keys: 0, state: { bucket: 'evidence', prefix: 'nothing/' } },
      }),
      outcome: 'not applicable',
    },
    {
      what: 'sizes alone',
      world: (right) => ({
        objects: {
          ...right.objects,
          digest: async (key) => ({ size: 3, md5: 'm', plainEtag: false, versionId: `version of ${key}` }),
        },
      }),
      outcome: 'not applicable',
    },
    { what: 'no time for one', world: () => ({ readUntil: -1 }), outcome: 'failed' },
  ],
  [ARTIFACTS_AND_EXPORTS.name]: [{ what: 'no lecture', ...noLecture, outcome: 'not applicable' }],
  [READINESS.name]: [{ what: 'no answer', world: () => ({ application: { get: silent } }), outcome: 'unknown' }],
  [LECTURE_INTEGRITY.name]: [
    { what: 'no lecture', ...noLecture, outcome: 'not applicable' },
    {
      what: 'states that are not known',
      ...answering('/integrity', {
        checks: [
          { kind: 'audio', path: 's3://media/pegasus/audio/l1.wav', state: 'quarantined' },
          { kind: 'transcript', path: 's3://media/pegasus/transcripts/l1.json', state: 'missing_reference' },
        ],
      }),
      outcome: 'unknown',
    },
    {
      what: 'a lecture without a reference',
      world: (right) => ({
        ...rows({
          sampleLectures: async () => [{ id: 'l1', audioPath: null, transcriptPath: null, stored: [] }],
        }).world?.(right),
        ...answering('/integrity', { checks: [{ kind: 'audio', path: null, state: 'missing_reference' }] }).world?.(
          right,
        ),
      }),
      outcome: 'not applicable',
    },
  ],
  [TRANSCRIPTS.name]: [{ what: 'no lecture', ...noLecture, outcome: 'not applicable' }],
};
