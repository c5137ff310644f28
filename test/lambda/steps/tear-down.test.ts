import { tearDown } from '../../../lambda/steps/tear-down';
import type { FoundDatabase } from '../../../runtime/database/database-kind';
import { CANDIDATE_TAGS, EXECUTION, PLAN, RESTORED, SOURCE, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { FREEZE_RECORD } from '../../runtime/traffic/memory-freeze';
import { MemorySwitch } from '../../runtime/traffic/memory-switch';
import { MemoryTraffic } from '../../runtime/traffic/memory-traffic';

const LOCK = { owner: 'run-1', execution: EXECUTION.id, requestedBy: 'ada', takenAt: '2026-11-23T05:00:00Z' };
const FAILURE = { step: 'RunChecks' as const, error: 'CheckFailed', cause: 'readiness' };
const drill = { ...PLAN, mode: 'drill' as const };
const DRILL_TAGS = { ...CANDIDATE_TAGS, 'pegasus-backup:candidate': 'drill' };
const OF_DRILL: FoundDatabase = { ...RESTORED, tags: DRILL_TAGS };
const incident = { plan: PLAN, execution: EXECUTION, attempt: 0, ...STEP };

async function world(instances: FoundDatabase[] = [SOURCE, OF_DRILL], traffic = new MemoryTraffic()) {
  const evidence = new MemoryEvidence();
  await evidence.putJson(PLAN.lockKey, LOCK);
  const log: string[] = [];
  return {
    evidence,
    traffic,
    switches: [new MemorySwitch('workers', 1, log)],
    patience: { again: () => false, pause: async () => {} },
    log,
    databases: {
      describe: async (identifier: string) => instances.find((instance) => instance.identifier === identifier),
      leftOf: async (): Promise<string[]> => [],
      remove: async ({ identifier }: FoundDatabase) => void log.push(`remove ${identifier}`),
    },
  };
}

async function frozen(mode: 'frozen' | 'low-traffic' | 'open', generation = 4) {
  const w = await world(undefined, new MemoryTraffic({ mode, generation }));
  await w.evidence.putJson('runs/run-1/freeze.json', FREEZE_RECORD);
  return w;
}

describe('after a drill', () => {
  test('the restored database is deleted, and the lock is free', async () => {
    const w = await world();
    expect(await tearDown({ plan: drill, execution: EXECUTION, attempt: 0, ...STEP }, w)).toEqual({
      deletedDatabases: [RESTORED.identifier],
      kept: [],
      lockReleased: true,
      traffic: 'untouched',
      leftovers: [],
    });
    expect(w.log).toEqual([`remove ${RESTORED.identifier}`]);
    expect(w.evidence.json(PLAN.lockKey)).toEqual({ ...LOCK, releasedAt: STEP.step.enteredAt });
  });

  test('what is left over is counted, and is no reason to keep the lock', async () => {
    const left = ['snapshot pegasus-12345678-a1-final'];
    const w = await world();
    w.databases.leftOf = async () => left;
    const last = { step: { ...STEP.step, retryCount: 3 } };
    expect(await tearDown({ plan: drill, execution: EXECUTION, attempt: 0, ...last }, w)).toMatchObject({
      leftovers: left,
      lockReleased: true,
    });
  });

  test('the drill application is stopped before its database goes; one that cannot be stopped is left over', async () => {
    const w = await world();
    const log = w.log;
    const stop = async (runId: string) => void log.push(`stop ${runId}`);
    await tearDown({ plan: drill, execution: EXECUTION, attempt: 0, ...STEP }, { ...w, drillApplication: { stop } });
    expect(log).toEqual(['stop run-1', `remove ${RESTORED.identifier}`]);
    const broken = { stop: async () => Promise.reject(new Error('gone')) };
    const torn = await tearDown(
      { plan: drill, execution: EXECUTION, attempt: 0, ...STEP },
      { ...(await world()), drillApplication: broken },
    );
    expect(torn.leftovers).toEqual(['the drill application, which could not be stopped (gone)']);
    await tearDown(incident, { ...(await world()), drillApplication: broken });
  });

  test('a database that was never made is no trouble', async () => {
    const w = await world([SOURCE]);
    expect(await tearDown({ plan: drill, execution: EXECUTION, attempt: 0, ...STEP }, w)).toMatchObject({
      deletedDatabases: [],
      kept: [],
    });
  });

  test.each([
    ['without tags', {}],
    ['of another run', { ...DRILL_TAGS, 'pegasus-backup:run': 'run-2' }],
    ['of another source', { ...DRILL_TAGS, 'pegasus-backup:source': 'other' }],
    ['F114 of an execution that had this name before', { ...DRILL_TAGS, 'pegasus-backup:execution': 'another' }],
    ['F112 that an incident has restored', CANDIDATE_TAGS],
    ['F112 that the application was pointed at', { ...DRILL_TAGS, 'pegasus-backup:candidate': '' }],
  ])('F39 a database %s is never deleted', async (_what, tags) => {
    const w = await world([SOURCE, { ...RESTORED, tags }]);
    expect(await tearDown({ plan: drill, execution: EXECUTION, attempt: 0, ...STEP }, w)).toMatchObject({
      deletedDatabases: [],
      kept: [expect.stringContaining("not this run's")],
    });
    expect(w.log).toEqual([]);
  });

  test('F39 the source is never deleted, whatever its tags and the plan say', async () => {
    const [candidate] = PLAN.candidates;
    const plan = { ...drill, candidates: [{ ...candidate!, databaseIdentifier: 'pegasus' }] };
    const w = await world([{ ...SOURCE, tags: DRILL_TAGS }]);
    await tearDown({ plan, execution: EXECUTION, attempt: 0, ...STEP }, w);
    expect(w.log).toEqual([]);
  });
});

describe('after an incident', () => {
  test('nothing is deleted, with or without a failure', async () => {
    const w = await world();
    expect(await tearDown({ ...incident, failure: FAILURE }, w)).toMatchObject({
      deletedDatabases: [],
      kept: [expect.stringContaining(RESTORED.identifier)],
    });
    await tearDown(incident, w);
    expect(w.log).toEqual([]);
  });

  test('a verified run keeps its traffic open', async () => {
    const w = await frozen('open');
    const resumed = { resumedAt: 'then', generation: 4 };
    expect(await tearDown({ ...incident, traffic: resumed }, w)).toMatchObject({ traffic: 'untouched' });
    expect(w.traffic.writes).toEqual([]);
  });

  test.each(['frozen', 'low-traffic', 'open'] as const)('a failed run that left %s ends frozen', async (mode) => {
    const w = await frozen(mode);
    expect(await tearDown({ ...incident, failure: FAILURE }, w)).toMatchObject({ traffic: 'frozen' });
    expect(await w.traffic.read()).toMatchObject({ mode: 'frozen', generation: 4 });
  });

  test('a parameter that cannot be read is written over as frozen: this run holds the lock', async () => {
    const w = await frozen('low-traffic');
    w.traffic.unreadable = true;
    expect(await tearDown({ ...incident, attempt: 1, failure: FAILURE }, w)).toMatchObject({ traffic: 'frozen' });
    expect(w.traffic.writes).toEqual([{ mode: 'frozen', generation: 5 }]);
  });

  test('the switches of a failed run are frozen again, too', async () => {
    const w = await frozen('low-traffic');
    await w.evidence.putJson('runs/run-1/freeze.json', {
      ...FREEZE_RECORD,
      switches: { workers: { found: { tasks: 4 }, prior: { tasks: 4 } } },
    });
    await tearDown({ ...incident, failure: FAILURE }, w);
    expect(w.log).toEqual(['workers 0']);
  });

  test('a failed run that froze nothing touches nothing', async () => {
    const w = await world();
    expect(await tearDown({ ...incident, failure: FAILURE }, w)).toMatchObject({ traffic: 'untouched' });
    expect(w.traffic.writes).toEqual([]);
  });

  test('F112 a record that lies there is no freeze of a run that never came so far', async () => {
    const w = await frozen('open', 3);
    await w.evidence.putJson('runs/run-1/freeze.json', { ...FREEZE_RECORD, prior: { mode: 'open', generation: 2 } });
    const refused = { ...FAILURE, step: 'RequestApproval' as const };
    expect(await tearDown({ ...incident, failure: refused }, w)).toMatchObject({ traffic: 'untouched' });
    expect([w.traffic.writes, w.log]).toEqual([[], []]);
  });

  test('F112 a record of the freeze that is not believed keeps neither traffic from being frozen nor the lock', async () => {
    const w = await frozen('low-traffic');
    await w.evidence.putText('runs/run-1/freeze.json', 'garbage');
    const freeze = { frozenAt: 'then', priorMode: 'open' as const, generation: 4 };
    await expect(tearDown({ ...incident, freeze, failure: FAILURE }, w)).rejects.toMatchObject({
      name: 'EvidenceUnusable',
      message: expect.stringMatching(/freeze\.json.*bring back the version before it/),
    });
    expect(await w.traffic.read()).toMatchObject({ mode: 'frozen', generation: 4 });
    expect(w.evidence.json(PLAN.lockKey)).toHaveProperty('releasedAt');
  });

  test('a failed run leaves traffic of another generation alone', async () => {
    const w = await frozen('open', 5);
    expect(await tearDown({ ...incident, failure: FAILURE }, w)).toMatchObject({ traffic: 'untouched' });
    expect(w.traffic.writes).toEqual([]);
  });
});

test("another run's lock stays", async () => {
  const w = await world();
  await w.evidence.putJson(PLAN.lockKey, { ...LOCK, execution: 'arn:2' });
  await tearDown(incident, w);
  expect(w.evidence.json(PLAN.lockKey)).toEqual({ ...LOCK, execution: 'arn:2' });
});

test('F72 tearing down twice gives the same', async () => {
  const w = await frozen('low-traffic');
  const first = await tearDown({ ...incident, failure: FAILURE }, w);
  expect(await tearDown({ ...incident, failure: FAILURE }, w)).toEqual(first);
});
