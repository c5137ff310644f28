import { describe, expect, test } from '@jest/globals';
import type { Heartbeat } from '../../../domain/workflow/heartbeat';
import { type TestedDatabase, validateRestoreTest } from '../../../lambda/events/validate-restore-test';

const SNAPSHOT = '2026-11-23T03:00:12Z';
const EVENT = { source: 'aws.backup', detail: { restoreJobId: 'job-1', status: 'COMPLETED', percentDone: 100 } };
const heartbeat = (writtenAt: string): Heartbeat => ({ id: 'beat', writtenAt });

interface Restored {
  readonly inRecovery?: boolean;
  readonly rows?: number;
  readonly newest?: Heartbeat;
}

/** A restored database, AWS Backup, the evidence bucket and the topic. */
function world(restored: Restored | Error = {}) {
  const answers: { job: string; status: string; message: string }[] = [];
  const evidence = new Map<string, unknown>();
  const published: string[] = [];
  let closed = 0;
  const open = async (): Promise<TestedDatabase> => {
    if (restored instanceof Error) throw restored;
    const { inRecovery = false, rows = 7, newest = heartbeat('2026-11-23T03:00:12.700Z') } = restored;
    const table = {
      table: 'lectures',
      column: 'audio_path',
      sqlTable: 'lectures',
      sqlColumn: 'audio_path',
      sqlRow: 'id',
    };
    return {
      snapshotTime: SNAPSHOT,
      rows: {
        inRecovery: async () => inRecovery,
        newestHeartbeat: async () => ('newest' in restored ? restored.newest : newest),
      },
      referenceRows: {
        discover: async () => ({ found: [table], notFound: [], missing: [], unreadable: [] }),
        count: async () => ({ counts: [{ table: 'lectures', rows }], unreadable: [] }),
      },
      close: async () => {
        closed++;
      },
    };
  };
  return {
    answers,
    evidence,
    published,
    closed: () => closed,
    world: {
      references: [{ table: 'lectures', column: 'audio_path' }],
      open,
      jobs: {
        answer: async (job: string, verdict: { status: string; message: string }) =>
          void answers.push({ job, ...verdict }),
      },
      evidence: { putJson: async (key: string, value: unknown) => void evidence.set(key, value) },
      notifications: { publish: async (subject: string, message: string) => void published.push(subject, message) },
    },
  };
}

test('a database that is right is a successful test', async () => {
  const { world: w, answers, evidence, published, closed } = world();
  await validateRestoreTest(EVENT, w);
  expect(answers).toEqual([
    {
      job: 'job-1',
      status: 'SUCCESSFUL',
      message:
        'recovery ended passed: a primary; rows present passed: lectures 7; ' +
        'recovery point passed: newest heartbeat 2026-11-23T03:00:12Z, 0 s before 2026-11-23T03:00:12Z',
    },
  ]);
  expect(evidence.get('restore-tests/job-1.json')).toMatchObject({ status: 'SUCCESSFUL', checks: [{}, {}, {}] });
  expect(published).toEqual([]);
  expect(closed()).toBe(1);
});

describe('a failed test is one', () => {
  test.each<[string, Restored, RegExp]>([
    ['that is still in recovery', { inRecovery: true }, /^recovery ended failed: /],
    ['without rows', { rows: 0 }, /^rows present failed: every table is empty: lectures 0$/],
    ['without a heartbeat', { newest: undefined }, /^recovery point not applicable: /],
    ['newer than its snapshot', { newest: heartbeat('2026-11-23T03:00:13.000Z') }, /^recovery point failed: /],
  ])('%s', async (_, restored, message) => {
    const { world: w, answers, published } = world(restored);
    await validateRestoreTest(EVENT, w);
    expect(answers).toEqual([{ job: 'job-1', status: 'FAILED', message: expect.stringMatching(message) }]);
    expect(published[0]).toBe('Restore test FAILED');
  });

  test.each([
    ['120 s', '2026-11-23T02:58:12.000Z', /120 s before \S+Z$/],
    ['F89 121 s', '2026-11-23T02:58:11.000Z', /121 s before .*less certain/],
  ])('%s older than its snapshot is not one, and says so', async (_, newest, message) => {
    const { world: w, answers } = world({ newest: heartbeat(newest) });
    await validateRestoreTest(EVENT, w);
    expect(answers[0]).toMatchObject({ status: 'SUCCESSFUL', message: expect.stringMatching(message) });
  });

  test('F64 that nobody can reach', async () => {
    const { world: w, answers } = world(new Error('no route to host'));
    const verdict = await validateRestoreTest(EVENT, w);
    expect(answers).toEqual([{ job: 'job-1', ...verdict }]);
    expect(verdict).toEqual({
      status: 'FAILED',
      message:
        'recovery ended unknown: no route to host; rows present unknown: no route to host; recovery point unknown: no route to host',
    });
  });
});

test('evidence that cannot be written comes after the answer', async () => {
  const { world: w, answers } = world();
  w.evidence.putJson = () => Promise.reject(new Error('denied'));
  await expect(validateRestoreTest(EVENT, w)).rejects.toThrow('denied');
  expect(answers).toHaveLength(1);
});

test('an answer that cannot be given is an error, and Lambda tries again', async () => {
  const { world: w, evidence } = world();
  w.jobs.answer = () => Promise.reject(new Error('throttled'));
  await expect(validateRestoreTest(EVENT, w)).rejects.toThrow('throttled');
  expect(evidence.size).toBe(0);
});

test('an event without a job is refused', async () => {
  await expect(validateRestoreTest({ detail: {} }, world().world)).rejects.toThrow('restoreJobId');
});
