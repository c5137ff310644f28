import { openLowTraffic } from '../../../lambda/steps/open-low-traffic';
import { resumeTraffic } from '../../../lambda/steps/resume-traffic';
import { SecretCutOver } from '../../../runtime/cut-over/secret';
import type { SecretState } from '../../../runtime/execution/secrets';
import { digestOf } from '../../../runtime/traffic/freeze-record';
import { EXECUTION, PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { MemoryEvidence } from '../../runtime/evidence/memory-evidence';
import { FREEZE_RECORD } from '../../runtime/traffic/memory-freeze';
import { MemorySwitch } from '../../runtime/traffic/memory-switch';
import { MemoryTraffic } from '../../runtime/traffic/memory-traffic';

const FREEZE = { frozenAt: '2026-11-23T05:01:00.000Z', priorMode: 'open' as const, generation: 4 };
const DATABASE = {
  identifier: 'pegasus-12345678-a1',
  host: 'restored.example',
  port: 5433,
  name: 'pegasus',
  recoveredTo: '2026-11-23T03:59:30Z',
  recoveredToSource: 'heartbeat' as const,
  converged: [],
};
const input = { plan: PLAN, execution: EXECUTION, attempt: 0, candidate: 0, ...STEP };
const patience = { again: () => false, pause: async () => {} };
/** Workers had four tasks before the freeze. */
const RECORD = {
  ...FREEZE_RECORD,
  switches: { workers: { found: { tasks: 4 }, prior: { tasks: 4 } } },
};

function cutOver(
  secret: object,
  traffic = new MemoryTraffic({ mode: 'frozen', generation: 4 }),
  switches: MemorySwitch[] = [],
) {
  const log: string[] = [];
  let text = JSON.stringify(secret);
  const secrets = {
    describe: async (): Promise<SecretState> => ({}),
    read: async () => ({ text, versionId: `v${log.length}` }),
    write: async (_arn: string, written: string) => {
      log.push(`secret under ${(await traffic.read()).mode}`);
      text = written;
      return 'v';
    },
  };
  const released: string[] = [];
  const databases = { release: async (name: string) => void released.push(`${name} under ${JSON.parse(text).host}`) };
  const way = new SecretCutOver('arn:secret', secrets);
  const world = { traffic, switches, patience, evidence: new MemoryEvidence(), way, databases };
  return { world, log, secrets, released, secret: () => JSON.parse(text) };
}

describe('OpenLowTraffic', () => {
  const SECRET = {
    engine: 'postgres',
    host: 'pegasus.example',
    port: 5433,
    username: 'u',
    password: 'p',
    dbname: DATABASE.name,
  };
  const openInput = { ...input, freeze: FREEZE, database: DATABASE };

  test('changes host, port and generation of the secret and keeps everything else', async () => {
    const { world, secret } = cutOver({ ...SECRET, note: 'kept' });
    await openLowTraffic(openInput, world);
    expect(secret()).toEqual({ ...SECRET, note: 'kept', host: 'restored.example', port: 5433, generation: 4 });
  });

  test('names the restored database, where it has a name of its own on the server of the old one', async () => {
    const { world, secret } = cutOver(SECRET);
    await openLowTraffic(
      { ...openInput, database: { ...DATABASE, identifier: 'pegasus_restored', name: 'pegasus_restored' } },
      world,
    );
    expect(secret()).toMatchObject({ dbname: 'pegasus_restored' });
    expect(world.evidence.json('runs/run-1/cut-over.json')).toMatchObject({ prior: { dbname: DATABASE.name } });
  });

  test('points the application at the new database before it lets anything through', async () => {
    const { world, log } = cutOver(SECRET);
    expect(await openLowTraffic(openInput, world)).toMatchObject({ generation: 4 });
    expect(log).toEqual(['secret under frozen']);
    expect(world.traffic.writes).toEqual([{ mode: 'low-traffic', generation: 4 }]);
  });

  test('F112 takes the tag of a candidate away before it points the application at it', async () => {
    const { world, released } = cutOver(SECRET);
    await openLowTraffic(openInput, world);
    expect(released).toEqual(['pegasus-12345678-a1 under pegasus.example']);
    const failing = cutOver(SECRET);
    failing.world.databases.release = () => Promise.reject(new Error('no access'));
    await expect(openLowTraffic(openInput, failing.world)).rejects.toThrow('no access');
    expect([failing.secret(), failing.world.traffic.writes]).toEqual([SECRET, []]);
  });

  test('records the way back: version and place, never the password', async () => {
    const { world } = cutOver(SECRET);
    await openLowTraffic(openInput, world);
    const record = world.evidence.json('runs/run-1/cut-over.json');
    expect(record).toMatchObject({ prior: { versionId: 'v0', host: 'pegasus.example', port: 5433, generation: 0 } });
    expect(JSON.stringify(record)).not.toContain('"p"');
  });

  test('a retry writes neither the secret nor the record again', async () => {
    const { world, log } = cutOver(SECRET);
    const first = await openLowTraffic(openInput, world);
    const record = world.evidence.json('runs/run-1/cut-over.json');
    expect(await openLowTraffic(openInput, world)).toEqual(first);
    expect([log.length, world.traffic.writes.length]).toEqual([1, 1]);
    expect(world.evidence.json('runs/run-1/cut-over.json')).toEqual(record);
  });

  test('F102 a rotation that began after the plan is waited for: its end would lead back to the old database', async () => {
    const { world, secret, secrets } = cutOver(SECRET);
    secrets.describe = async () => ({ pendingVersionId: 'v-rotated' });
    await expect(openLowTraffic(openInput, world)).rejects.toMatchObject({
      name: 'Retryable',
      message: expect.stringMatching(/`arn:secret` is being rotated.*--remove-from-version-id v-rotated/),
    });
    expect([secret(), world.traffic.writes]).toEqual([SECRET, []]);
    secrets.describe = async () => ({});
    await openLowTraffic(openInput, world);
    expect(secret()).toMatchObject({ host: 'restored.example' });
  });

  test('a secret that is not JSON is named and not shown', async () => {
    const { world, secrets } = cutOver(SECRET);
    secrets.read = async () => ({ text: 'hush{', versionId: 'v' });
    await expect(openLowTraffic(openInput, world)).rejects.toThrow(/^(?!.*hush).*arn:secret/);
  });

  test('where only the objects go back the pointer stays, under the new generation', async () => {
    const { world, secret, released } = cutOver(SECRET);
    const objectsOnly = { ...openInput, plan: { ...openInput.plan, scope: 'objects' as const } };
    expect(await openLowTraffic(objectsOnly, world)).toEqual({ openedAt: expect.any(String), generation: 4 });
    expect(secret()).toEqual({ ...SECRET, generation: 4 });
    expect(released).toEqual([]);
    expect(world.evidence.json('runs/run-1/cut-over.json')).toBeUndefined();
  });

  test('F112 opens nothing by a record of the freeze that is not what FreezeWrites has written', async () => {
    const { world, secret } = cutOver(SECRET);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    const { evidence } = world;
    const given = { ...openInput, freeze: { ...FREEZE, record: digestOf(RECORD) } };
    await evidence.putJson('runs/run-1/freeze.json', { ...RECORD, switches: {} });
    await expect(openLowTraffic(given, world)).rejects.toMatchObject({ name: 'EvidenceUnusable' });
    expect([secret(), world.traffic.writes]).toEqual([SECRET, []]);
  });

  test('brings every switch to low traffic between the secret and the parameter', async () => {
    const workers = new MemorySwitch('workers', 0);
    const { world, log } = cutOver(SECRET, undefined, [workers]);
    workers.set = async (state) =>
      void log.push(`workers ${JSON.stringify(state)} under ${(await world.traffic.read()).mode}`);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await openLowTraffic(openInput, world);
    expect(log).toEqual(['secret under frozen', 'workers {"tasks":1} under frozen']);
  });

  test('a switch that takes longer than this try is waited for in the next, and nothing is let in', async () => {
    const workers = new MemorySwitch('workers', 0);
    workers.sluggish = true;
    const { world } = cutOver(SECRET, undefined, [workers]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await expect(openLowTraffic(openInput, world)).rejects.toMatchObject({ name: 'Retryable' });
    expect(world.traffic.writes).toEqual([]);
  });
});

function resuming(traffic: MemoryTraffic, switches: MemorySwitch[] = [], evidence = new MemoryEvidence()) {
  return { traffic, switches, evidence, patience };
}

describe('what this run did not freeze, it does not open:', () => {
  const others = [
    ['traffic of another generation', { mode: 'frozen' as const, generation: 5 }],
    ['traffic that somebody opened', { mode: 'open' as const, generation: 3 }],
  ] as const;

  test.each(others)('OpenLowTraffic leaves %s alone', async (_what, found) => {
    const { world, log } = cutOver({ host: 'h', port: 1 }, new MemoryTraffic(found));
    const opened = openLowTraffic({ ...input, freeze: FREEZE, database: DATABASE }, world);
    await expect(opened).rejects.toMatchObject({ name: 'FreezeEscaped' });
    expect([log, world.traffic.writes]).toEqual([[], []]);
  });

  test.each(others)('ResumeTraffic leaves %s alone', async (_what, found) => {
    const traffic = new MemoryTraffic(found);
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, resuming(traffic))).rejects.toMatchObject({
      name: 'FreezeEscaped',
    });
    expect(traffic.writes).toEqual([]);
  });

  test('ResumeTraffic without a freeze opens nothing', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    await expect(resumeTraffic(input, resuming(traffic))).rejects.toMatchObject({ name: 'FreezeFailed' });
  });

  test('ResumeTraffic does not open what is still frozen: the cut-over is missing', async () => {
    const traffic = new MemoryTraffic({ mode: 'frozen', generation: 4 });
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, resuming(traffic))).rejects.toMatchObject({
      name: 'FreezeEscaped',
    });
  });
});

describe('a deployment that starts a switch again during the restore', () => {
  const escaped = {
    name: 'FreezeEscaped',
    message: expect.stringMatching(/the workers was left \{"tasks":0\}.* and is \{"tasks":6\}.* decide `retry`/s),
  };

  test('is found by OpenLowTraffic before it cuts over', async () => {
    const { world, log } = cutOver({ host: 'h', port: 1 }, undefined, [new MemorySwitch('workers', 6)]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    const opened = openLowTraffic({ ...input, freeze: FREEZE, database: DATABASE }, world);
    await expect(opened).rejects.toMatchObject(escaped);
    expect([log, world.traffic.writes]).toEqual([[], []]);
  });

  test('is found by ResumeTraffic before it opens', async () => {
    const world = resuming(new MemoryTraffic({ mode: 'low-traffic', generation: 4 }), [new MemorySwitch('workers', 6)]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, world)).rejects.toMatchObject(escaped);
    expect(world.traffic.writes).toEqual([]);
  });

  test('and to what it was before the freeze: found at the first try; at a later one ResumeTraffic may have done it', async () => {
    const world = resuming(new MemoryTraffic({ mode: 'low-traffic', generation: 4 }), [new MemorySwitch('workers', 4)]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    const tried = (retryCount: number) =>
      resumeTraffic({ ...input, freeze: FREEZE, step: { ...STEP.step, retryCount } }, world);
    await expect(tried(0)).rejects.toMatchObject({ name: 'FreezeEscaped' });
    expect(await tried(1)).toMatchObject({ generation: 4 });
  });
});

describe('ResumeTraffic', () => {
  test('opens under the generation of the cut-over, and a retry changes nothing', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    const first = await resumeTraffic({ ...input, freeze: FREEZE }, resuming(traffic));
    expect(first).toMatchObject({ generation: 4 });
    expect(await resumeTraffic({ ...input, freeze: FREEZE }, resuming(traffic))).toEqual(first);
    expect(traffic.writes).toEqual([{ mode: 'open', generation: 4 }]);
  });

  test('puts back exactly what was recorded, then opens, then the freeze stands no more', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    const workers = new MemorySwitch('workers', 1);
    const world = resuming(traffic, [workers]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await resumeTraffic({ ...input, freeze: FREEZE }, world);
    expect(workers.tasks).toBe(4);
    expect(traffic.writes).toEqual([{ mode: 'open', generation: 4 }]);
    expect(world.evidence.json('freezes/pegasus+protected.json')).toMatchObject({ releasedAt: STEP.step.enteredAt });
  });

  test('F20 a switch that cannot be put back leaves traffic closed, and says that the restore is right', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    const workers = new MemorySwitch('workers', 1);
    workers.refuses = () => true;
    const world = resuming(traffic, [workers]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, world)).rejects.toMatchObject({
      name: 'RestoredStillFrozen',
      message: expect.stringMatching(/AccessDenied: workers.*runs\/run-1\/freeze\.json/),
    });
    expect(traffic.writes).toEqual([]);

    workers.refuses = undefined;
    await resumeTraffic({ ...input, freeze: FREEZE }, world);
    expect([workers.tasks, traffic.writes.at(-1)?.mode]).toEqual([4, 'open']);
  });

  test('F20 what may pass is tried again by the machine, and then has a verdict', async () => {
    const workers = new MemorySwitch('workers', 1);
    workers.sluggish = true;
    const world = resuming(new MemoryTraffic({ mode: 'low-traffic', generation: 4 }), [workers]);
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    const tried = (retryCount: number) =>
      resumeTraffic({ ...input, freeze: FREEZE, step: { ...STEP.step, retryCount } }, world);
    await expect(tried(7)).rejects.toMatchObject({ name: 'Retryable' });
    await expect(tried(8)).rejects.toMatchObject({ name: 'RestoredStillFrozen' });
  });

  test('a switch that the construct no longer has is not forgotten', async () => {
    const world = resuming(new MemoryTraffic({ mode: 'low-traffic', generation: 4 }));
    await world.evidence.putJson('runs/run-1/freeze.json', RECORD);
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, world)).rejects.toThrow(
      /workers .*no longer in `traffic`/,
    );
  });
});
