import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../domain/checks/answer';
import type { SampledLecture } from '../../../domain/checks/lectures';
import type { DatabaseManifest } from '../../../domain/database/manifest';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import { heartbeatKey } from '../../../domain/workflow/heartbeat';
import type { CheckResult, RestoreMode } from '../../../domain/workflow/workflow';
import { type RunChecksInput, type RunChecksWorld, runChecks } from '../../../lambda/steps/run-checks';
import { digestOf } from '../../../runtime/evidence/digest';
import { MANIFEST } from '../../domain/workflow/workflow-fixture';
import { FAILING } from './failing-checks';
import { NOTHING } from './nothing-to-compare';
import { evidenceWith, plannedObject, restored } from './restored';

const MD5 = '900150983cd24fb0d6963f7d28e17f72';
const BEAT = { id: 'beat-1', writtenAt: '2026-11-23T03:59:30.000Z' };

const LECTURES = { name: 'public.lectures', rows: 1, newest: '2026-11-23T03:00:00.000Z' };
const FACTS: RunChecksWorld['facts'] = {
  tables: async () => ({ tables: [LECTURES] }),
  migrationHead: async () => '0003_money.sql',
  sequences: async () => [
    {
      sequence: 's',
      next: '8',
      increment: '1',
      maximum: '99',
      cycles: false,
      writable: true,
      columns: [{ column: 'public.credit_ledger.id', largest: '7', nearest: null }],
    },
  ],
  foreignKeys: async () => [{ name: 'public.a.b', enforced: true }],
  orphans: async () => [],
  scanAll: async (tables) => tables.map((table) => ({ table, rows: 1, about: 1, milliseconds: 1 })),
};
const BEFORE: DatabaseManifest = {
  ...MANIFEST,
  content: {
    migrationHead: '0003_money.sql',
    tables: [LECTURES],
    sequences: [],
    foreignKeys: [{ name: 'public.a.b', enforced: true }],
  },
};

const lecture: SampledLecture = {
  id: 'l1',
  audioPath: 's3://media/pegasus/audio/l1.wav',
  transcriptPath: 's3://media/pegasus/transcripts/l1.json',
  stored: [{ kind: 'artifact:summary', path: 's3://media/pegasus/artifacts/l1.json' }],
};

const json = (body: unknown, status = 200): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const RIGHT: Readonly<Record<string, Answer>> = {
  '/health/ready': json({ status: 'ready', generation: 3 }),
  '/lectures/l1/integrity': json({
    checks: [
      { kind: 'audio', path: lecture.audioPath, state: 'ok' },
      { kind: 'transcript', path: lecture.transcriptPath, state: 'ok' },
    ],
  }),
  '/lectures/l1/transcript': json({ text: 'words' }),
};

/** A world in which everything is right; `changed` is what is not. */
async function check(
  changed: Partial<RunChecksWorld> | ((right: RunChecksWorld) => Partial<RunChecksWorld>) = {},
  mode: RestoreMode = 'incident',
  before: readonly string[] = [],
  also: Partial<RunChecksInput> = {},
) {
  const { input: given, attemptPrefix } = restored(mode);
  const planned = [heartbeatKey('pegasus/'), 'pegasus/audio/l1.wav', 'pegasus/transcripts/l1.json'];
  const objectPlan = { ...given.objectPlan, keys: planned.length };
  const broken = before.map((key) => ({ key, row: 'a row' }));
  const input = {
    ...given,
    objectPlan,
    ...also,
    proof: { ...given.proof, alreadyDangling: digestOf(broken), ...also.proof, danglingBefore: before.length },
  };
  const evidence = await evidenceWith(
    planned.map((key) => plannedObject(key)),
    attemptPrefix,
  );
  await evidence.putJson(`${attemptPrefix}already-dangling.json`, broken);
  let now = 0;
  const right: RunChecksWorld = {
    evidence,
    references: [{ table: 'lectures', column: 'audio_path' }],
    referenceRows: {
      discover: async () => ({ found: [], notFound: [], missing: [], unreadable: [] }),
      count: async () => ({ counts: [{ table: 'lectures', rows: 1 }], unreadable: [] }),
    },
    rows: {
      inRecovery: async () => false,
      newestHeartbeat: async () => BEAT,
      sampleLectures: async () => [lecture],
    },
    objects: {
      exists: async () => true,
      digest: async (_key, versionId) => ({ size: 3, md5: MD5, plainEtag: true, versionId }),
      json: async () => BEAT,
    },
    application: { get: async (path) => RIGHT[path] ?? json({}, 404) },
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
    readUntil: 1,
    waived: [],
    startDrillApplication: async () => ({ checks: [] }),
    applicationAt: () => ({ get: async () => json({}, 500) }),
    sequenceRecord: async () => undefined,
    manifest: async () => BEFORE,
    expectedHead: async () => ({ head: '0003_money.sql', according: 'the old database' }),
    checkIndexes: async () => ({ checked: 4, total: 4, defects: [] }),
    facts: FACTS,
    readyWithinSeconds: 120,
  };
  const run = runChecks(input, { ...right, ...(typeof changed === 'function' ? changed(right) : changed) });
  const error: Error | undefined = await run.then(
    () => undefined,
    (reason) => reason,
  );
  const results = (await evidence.getJson<CheckResult[]>(`${attemptPrefix}checks.json`)) ?? [];
  const outcomes = Object.fromEntries(results.map(({ name, outcome }) => [name, outcome]));
  return { run, error, results, outcomes };
}

describe('the checks', () => {
  test('all pass, and are in the evidence with what was expected and observed', async () => {
    const { run, results } = await check();
    expect(await run).toEqual({
      passed: 15,
      failed: 0,
      notApplicable: 0,
      detail: 'runs/run-1/attempt-0/checks.json',
      sealed: expect.stringMatching(/^[0-9a-f]{64}$/),
      skewSeconds: 0,
    });
    expect(results).toHaveLength(15);
    for (const { expected, observed } of results) expect([expected, observed]).not.toContain('');
    expect(results).toContainEqual(
      expect.objectContaining({ name: 'object bytes', observed: '2 of 2 objects read, all as they were' }),
    );
  });

  test.each(Object.entries(FAILING))('%s is seen failing, and no other check with it', async (name, wrong) => {
    const { error, results } = await check(wrong.world, 'incident', [], wrong.input?.(restored().input));
    expect(error).toMatchObject({
      name: expect.stringMatching(/^Check(Failed|Crashed)$/),
      message: expect.stringMatching(
        new RegExp(`^1 of ${results.length} checks failed. ${name} \\((failed|unknown)\\)`),
      ),
    });
    const others = results.filter((one) => one.outcome !== 'passed').map((one) => one.name);
    expect(others.sort()).toEqual([name, ...(wrong.with ?? [])].sort());
  });

  test('each of them has such a case', async () => {
    const { results } = await check();
    expect(Object.keys(FAILING).sort()).toEqual(results.map(({ name }) => name).sort());
  });

  test.each(Object.entries(NOTHING).flatMap(([name, cases]) => cases.map((one) => ({ name, ...one }))))(
    'F79 $name with $what has not passed: it has compared nothing',
    async ({ name, world, input, outcome }) => {
      const { results } = await check(world, 'incident', [], input?.(restored().input));
      expect(results.find((one) => one.name === name)).toMatchObject({ outcome, observed: expect.stringMatching(/./) });
    },
  );

  test('each of them has a case in which it has nothing to compare', async () => {
    const { results } = await check();
    expect(Object.keys(NOTHING).sort()).toEqual(results.map(({ name }) => name).sort());
  });

  test('what was missing in the baseline already fails nothing; what is missing beside it does', async () => {
    const digest = async (_key: string, versionId?: string) => ({ size: 3, md5: MD5, plainEtag: true, versionId });
    const look = async (...before: string[]) =>
      (await check({ objects: { digest, json: async () => BEAT, exists: async () => false } }, 'incident', before))
        .outcomes;
    const artifact = 'artifacts and exports';
    expect((await look('pegasus/artifacts/l1.json'))[artifact]).toBe('not applicable');
    expect((await look('pegasus/artifacts/l2.json'))[artifact]).toBe('failed');
  });

  test('F112 what says what was missing before is what the proof has found, or excuses nothing', async () => {
    const { proof } = restored('incident').input;
    const { error } = await check({}, 'incident', ['pegasus/artifacts/l1.json'], {
      proof: { ...proof, alreadyDangling: digestOf([]) },
    });
    expect(error).toMatchObject({ name: 'EvidenceUnusable' });
  });

  test('F60 F119 a corrupted object of the same size fails them; its key is in the results, and not in the cause', async () => {
    const { error, outcomes, results } = await check({
      objects: {
        exists: async () => true,
        json: async () => BEAT,
        digest: async (key) => ({
          size: 3,
          md5: key.endsWith('.wav') ? 'other' : MD5,
          plainEtag: true,
          versionId: 'v',
        }),
      },
    });
    expect(error).toMatchObject({ name: 'CheckFailed' });
    expect(error?.message).toContain(
      '1 of 15 checks failed. object bytes (failed): which rows and objects, is in the results',
    );
    expect(results.find(({ name }) => name === 'object bytes')?.observed).toContain(
      '"pegasus/audio/l1.wav" has the right size and other bytes',
    );
    expect(error?.message).toContain('All results are in s3://evidence/runs/run-1/attempt-0/checks.json');
    expect(outcomes.readiness).toBe('passed');
  });

  test('F64: a planned state of which a part is missing proves nothing about the objects', async () => {
    const { objectPlan } = restored().input;
    const { error, outcomes } = await check({}, 'incident', [], { objectPlan: { ...objectPlan, keys: 300 } });
    expect(outcomes['object bytes']).toBe('unknown');
    expect(error?.message).toContain('keys of the planned state: 300 expected, 3 seen');
  });

  test('F88 a heartbeat that falls across the second of the target time fails nothing, an older one does', async () => {
    const row = { id: 'h-42', writtenAt: '2026-11-23T03:59:59.990Z' };
    const behind = async (certain: typeof row) =>
      (
        await check({
          rows: {
            inRecovery: async () => false,
            newestHeartbeat: async (before) => (before === undefined ? row : certain),
            sampleLectures: async () => [lecture],
          },
        })
      ).outcomes.skew;
    expect(await behind(BEAT)).toBe('passed');
    expect(await behind(row)).toBe('failed');
  });

  test('F64: a check that crashes is unknown and fails them; the others are carried out', async () => {
    const { error, outcomes } = await check({
      rows: {
        inRecovery: async () => {
          throw new Error('connection lost');
        },
        newestHeartbeat: async () => BEAT,
        sampleLectures: async () => [lecture],
      },
    });
    expect(error?.message).toContain('recovery ended (unknown): connection lost');
    expect(outcomes).toMatchObject({ 'recovery ended': 'unknown', 'lecture integrity': 'passed' });
  });

  test('F62: 503, then the old database, then this restore: only the last passes', async () => {
    const answers = [json({ status: 'degraded' }, 503), json({ status: 'ready', generation: 2 })];
    const asked: string[] = [];
    const { run } = await check({
      application: {
        get: async (path) => {
          asked.push(path);
          return (path === '/health/ready' && answers.shift()) || (RIGHT[path] ?? json({}, 404));
        },
      },
    });
    expect(await run).toMatchObject({ passed: 15 });
    expect(asked.filter((path) => path === '/health/ready')).toHaveLength(3);
  });

  test('an application that never becomes ready fails after the limit, and is asked nothing else', async () => {
    const asked = new Set<string>();
    const { error, outcomes } = await check({
      application: {
        get: async (path) => {
          asked.add(path);
          return json({ status: 'degraded', checks: { database: { reason: 'no schema' } } }, 503);
        },
      },
    });
    expect(error?.message).toContain('readiness (failed): after 120 s: 503 (application/json)');
    expect([...asked]).toEqual(['/health/ready']);
    expect(outcomes).toMatchObject({ 'lecture integrity': 'not applicable', 'object bytes': 'passed' });
  });

  test('an application that nobody reaches is unknown', async () => {
    const { error } = await check({
      application: {
        get: async () => {
          throw new Error('connect ECONNREFUSED');
        },
      },
    });
    expect(error?.message).toContain('readiness (unknown): connect ECONNREFUSED');
  });

  test('F13: an address that is not allowed is not tried twice', async () => {
    let calls = 0;
    const { error } = await check({
      application: {
        get: async () => {
          calls++;
          throw new PegasusError(ErrorName.INVALID_REQUEST, 'link-local');
        },
      },
    });
    expect(error?.message).toContain('readiness (unknown): link-local');
    expect(calls).toBe(1);
  });

  test('a missing artifact fails them by path', async () => {
    const { results } = await check({
      objects: {
        exists: async () => false,
        json: async () => BEAT,
        digest: async (_key, versionId) => ({ size: 3, md5: MD5, plainEtag: true, versionId }),
      },
    });
    expect(results.find(({ name }) => name === 'artifacts and exports')?.observed).toContain(
      'lecture l1: artifact:summary s3://media/pegasus/artifacts/l1.json does not exist',
    );
  });

  test('in an isolated drill the planned versions are read, and nothing of production is asked', async () => {
    const read: (string | undefined)[] = [];
    const { run } = await check(
      {
        application: {
          get: async () => {
            throw new Error('production was asked');
          },
        },
        objects: {
          exists: async () => {
            throw new Error('production was asked');
          },
          json: async (_key, versionId) => {
            read.push(versionId);
            return BEAT;
          },
          digest: async (_key, versionId) => {
            read.push(versionId);
            return { size: 3, md5: MD5, plainEtag: true, versionId };
          },
        },
      },
      'drill',
    );
    expect(await run).toMatchObject({ passed: 11, notApplicable: 4 });
    expect(read.sort()).toEqual([
      'version of pegasus/.pegasus-backup/heartbeat.json',
      'version of pegasus/audio/l1.wav',
      'version of pegasus/transcripts/l1.json',
    ]);
  });

  test('F66: another migration than the application expects fails them, and says to stop', async () => {
    const { error } = await check({ facts: { ...FACTS, migrationHead: async () => '0002_threads.sql' } });
    expect(error?.message).toContain('migration head (failed): 0002_threads.sql instead of 0003_money.sql');
  });

  test('F66: unless somebody knows it and has waived that check', async () => {
    const { run, results } = await check({
      facts: { ...FACTS, migrationHead: async () => '0002_threads.sql' },
      waived: ['migration head'],
    });
    expect(await run).toMatchObject({ passed: 14, notApplicable: 1 });
    expect(results).toContainEqual(
      expect.objectContaining({
        name: 'migration head',
        observed: expect.stringContaining('waived: 0002_threads.sql'),
      }),
    );
  });

  test('F64: a waiver does not cover a check that crashes', async () => {
    const { error } = await check({
      waived: ['migration head'],
      expectedHead: async () => {
        throw new Error('connection lost');
      },
    });
    expect(error?.message).toContain('migration head (unknown): connection lost');
  });

  test('F87: rolled forward, the heartbeats are held against the candidate in use, not against what was asked for', async () => {
    const { input } = restored();
    const [first] = input.plan.candidates;
    const time = '2026-11-23T04:02:00Z';
    const newer = { ...first!, recoveryPoint: { kind: 'snapshot', snapshotId: 's', time } as const, objectTime: time };
    const look = async (candidate: number, recoveredTo: string) => {
      const plan = { ...input.plan, candidates: [first!, newer] };
      const database = { ...input.database, recoveredTo };
      return (await check({}, 'incident', [], { plan, candidate, database })).outcomes['recovery point'];
    };
    expect(await look(1, '2026-11-23T04:01:30Z')).toBe('passed');
    expect(await look(1, '2026-11-23T04:02:01Z')).toBe('failed');
    expect(await look(0, '2026-11-23T04:01:30Z')).toBe('failed');
  });

  test('F65: a database that lost what the manifest counted fails them', async () => {
    const { error } = await check({
      facts: { ...FACTS, tables: async () => ({ tables: [{ ...LECTURES, rows: 0, newest: null }] }) },
    });
    expect(error?.message).toContain('public.lectures is empty (1 rows)');
  });

  describe('F79 a pair that may be empty, and a database without a row:', () => {
    const { input } = restored();
    const proof = { ...input.proof, rowsChecked: 0 };
    const nothing = { ...input.objectPlan, state: { bucket: 'evidence', prefix: 'nothing/' } };
    const rowsPresent = async (
      also: Partial<RunChecksInput>,
      counts = 0,
      unreadable: string[] = [],
      allowEmpty = true,
    ) => {
      const count = async () => ({ counts: [{ table: 'lectures', rows: counts }], unreadable });
      const { results } = await check(
        ({ referenceRows }) => ({ allowEmpty, referenceRows: { ...referenceRows, count } }),
        'incident',
        [],
        { proof, ...also },
      );
      const { outcome, observed } = results.find(({ name }) => name === 'rows present')!;
      return `${outcome}: ${observed}`;
    };

    test('excused where there is no object either, and only if it may be', async () => {
      expect(await rowsPresent({ objectPlan: nothing })).toMatch(/^not applicable: there is no row and no object/);
      expect(await rowsPresent({ objectPlan: nothing }, 0, [], false)).toBe('failed: every table is empty: lectures 0');
    });

    test('red beside a bucket that has objects, and says so', async () =>
      expect(await rowsPresent({})).toBe(
        'failed: every table is empty: lectures 0; `allowEmpty` excuses a pair only of which both are empty, and the bucket has objects',
      ));

    test('red where the proof has seen rows, and where a table could not be read', async () => {
      expect(await rowsPresent({ objectPlan: nothing, proof: input.proof })).toMatch(/^failed: every table is empty/);
      expect(await rowsPresent({ objectPlan: nothing }, 0, ['exports: locked'])).toBe('failed: exports: locked');
    });
  });

  test('F67: a sequence below its largest id fails them', async () => {
    const columns = [{ column: 'public.x.id', largest: '7', nearest: '7' }];
    const behind = { sequence: 's', next: '7', increment: '1', maximum: '99', cycles: false, writable: true, columns };
    const { error } = await check({ facts: { ...FACTS, sequences: async () => [behind] } });
    expect(error?.message).toContain('s hands out 7, public.x.id goes up to 7');
  });

  test('F104 a hot table that is locked is unknown with how far it was read, and may be waived', async () => {
    const locked = { table: 'lectures', rows: 3_200_000, about: 9_000_000, milliseconds: 120_000, missed: 'locked' };
    const facts = { ...FACTS, scanAll: async () => [locked] };
    const { error } = await check({ facts });
    expect(error).toMatchObject({ name: 'CheckCrashed' });
    expect(error?.message).toContain('warm-up (unknown): 120 s: lectures 3,200,000 of about 9,000,000 rows in 120 s');
    expect(error?.message).toContain("`waivedChecks` may have 'warm-up'");
    const { run, outcomes } = await check({ facts, waived: ['warm-up'] });
    expect(await run).toMatchObject({ passed: 14, notApplicable: 1 });
    expect(outcomes['warm-up']).toBe('not applicable');
    const late = { ...locked, missed: 'the time limit was reached', late: true };
    expect((await check({ facts: { ...FACTS, scanAll: async () => [late] } })).outcomes['warm-up']).toBe('passed');
  });

  test('F104 each look has a limit, and the time of one is not that of the next', async () => {
    let now = 0;
    const left: Record<string, number> = {};
    const spend = (what: string, timeLeft = () => Number.NaN) => {
      left[what] = timeLeft();
      now += 100_000;
    };
    await check({
      clock: { now: () => now, sleep: async () => {} },
      facts: {
        ...FACTS,
        tables: async (timeLeft) => {
          spend('tables', timeLeft);
          return { tables: [LECTURES] };
        },
        orphans: async (_relations, timeLeft) => {
          spend('orphans', timeLeft);
          return [];
        },
        scanAll: async (_tables, _clock, timeLeft) => {
          spend('hot tables', timeLeft);
          return [];
        },
      },
    });
    expect(left).toEqual({ tables: 180_000, orphans: 80_000, 'hot tables': 120_000 });
  });
});
