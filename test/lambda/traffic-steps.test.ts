import { freezeWrites } from '../../lambda/freeze-writes';
import { openLowTraffic } from '../../lambda/open-low-traffic';
import { resumeTraffic } from '../../lambda/resume-traffic';
import { MemoryEvidence } from './memory-evidence';
import { MemoryTraffic } from './memory-traffic';
import { PLAN, STEP } from './workflow-fixture';

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
const input = { plan: PLAN, ...STEP };

describe('FreezeWrites', () => {
  test('freezes under the next generation, by the clock of the store', async () => {
    const traffic = new MemoryTraffic({ mode: 'open', generation: 3 });
    expect(await freezeWrites(input, { traffic, evidence: new MemoryEvidence() })).toEqual(FREEZE);
    expect(traffic.writes).toEqual([{ mode: 'frozen', generation: 4 }]);
  });

  test('F16 a retry neither overwrites the recorded prior state nor raises the generation again', async () => {
    const traffic = new MemoryTraffic({ mode: 'open', generation: 3 });
    const evidence = new MemoryEvidence();
    const first = await freezeWrites(input, { traffic, evidence });
    const record = evidence.json('runs/run-1/freeze.json');
    expect(await freezeWrites(input, { traffic, evidence })).toEqual(first);
    expect(evidence.json('runs/run-1/freeze.json')).toEqual(record);
    expect(record).toMatchObject({ prior: { mode: 'open', generation: 3 } });
    expect(traffic.writes).toHaveLength(1);
  });

  test('a retry after the record was written and before the switch was set sets the switch', async () => {
    const traffic = new MemoryTraffic({ mode: 'open', generation: 3 });
    const evidence = new MemoryEvidence();
    await evidence.putJson('runs/run-1/freeze.json', { prior: { mode: 'open', generation: 3 }, recordedAt: 'then' });
    expect(await freezeWrites(input, { traffic, evidence })).toMatchObject({ generation: 4 });
    expect(traffic.writes).toEqual([{ mode: 'frozen', generation: 4 }]);
  });

  test('what an operator froze by hand before is frozen again under a new generation', async () => {
    const traffic = new MemoryTraffic({ mode: 'frozen', generation: 3 });
    const evidence = new MemoryEvidence();
    expect(await freezeWrites(input, { traffic, evidence })).toMatchObject({ priorMode: 'frozen', generation: 4 });
  });

  test('nothing is frozen when the prior state cannot be recorded', async () => {
    const traffic = new MemoryTraffic();
    const evidence = new MemoryEvidence();
    evidence.failing = true;
    await expect(freezeWrites(input, { traffic, evidence })).rejects.toThrow(/evidence bucket/);
    expect(traffic.writes).toEqual([]);
  });

  test('a parameter that says something else than what was written fails the freeze', async () => {
    const traffic = new MemoryTraffic();
    traffic.set = async () => await traffic.read();
    await expect(freezeWrites(input, { traffic, evidence: new MemoryEvidence() })).rejects.toMatchObject({
      name: 'FreezeFailed',
      message: expect.stringContaining('says open, generation 0'),
    });
  });
});

function cutOver(secret: object, traffic = new MemoryTraffic({ mode: 'frozen', generation: 4 })) {
  const log: string[] = [];
  let text = JSON.stringify(secret);
  const world = {
    traffic,
    evidence: new MemoryEvidence(),
    cutOverSecretArn: 'arn:secret',
    secrets: {
      read: async () => ({ text, versionId: `v${log.length}` }),
      write: async (_arn: string, written: string) => {
        log.push(`secret under ${(await traffic.read()).mode}`);
        text = written;
        return 'v';
      },
    },
  };
  return { world, log, secret: () => JSON.parse(text) };
}

describe('OpenLowTraffic', () => {
  const SECRET = { engine: 'postgres', host: 'pegasus.example', port: 5433, username: 'u', password: 'p', dbname: 'd' };
  const openInput = { ...input, freeze: FREEZE, database: DATABASE };

  test('changes host, port and generation of the secret and keeps everything else', async () => {
    const { world, secret } = cutOver({ ...SECRET, note: 'kept' });
    await openLowTraffic(openInput, world);
    expect(secret()).toEqual({ ...SECRET, note: 'kept', host: 'restored.example', port: 5433, generation: 4 });
  });

  test('points the application at the new database before it lets anything through', async () => {
    const { world, log } = cutOver(SECRET);
    expect(await openLowTraffic(openInput, world)).toMatchObject({ generation: 4 });
    expect(log).toEqual(['secret under frozen']);
    expect(world.traffic.writes).toEqual([{ mode: 'low-traffic', generation: 4 }]);
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

  test('a secret that is not JSON is named and not shown', async () => {
    const { world } = cutOver(SECRET);
    world.secrets.read = async () => ({ text: 'hush{', versionId: 'v' });
    await expect(openLowTraffic(openInput, world)).rejects.toThrow(/^(?!.*hush).*arn:secret/);
  });
});

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
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, traffic)).rejects.toMatchObject({ name: 'FreezeEscaped' });
    expect(traffic.writes).toEqual([]);
  });

  test('ResumeTraffic without a freeze opens nothing', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    await expect(resumeTraffic(input, traffic)).rejects.toMatchObject({ name: 'FreezeFailed' });
  });

  test('ResumeTraffic does not open what is still frozen: the cut-over is missing', async () => {
    const traffic = new MemoryTraffic({ mode: 'frozen', generation: 4 });
    await expect(resumeTraffic({ ...input, freeze: FREEZE }, traffic)).rejects.toMatchObject({ name: 'FreezeEscaped' });
  });
});

describe('ResumeTraffic', () => {
  test('opens under the generation of the cut-over, and a retry changes nothing', async () => {
    const traffic = new MemoryTraffic({ mode: 'low-traffic', generation: 4 });
    const first = await resumeTraffic({ ...input, freeze: FREEZE }, traffic);
    expect(first).toMatchObject({ generation: 4 });
    expect(await resumeTraffic({ ...input, freeze: FREEZE }, traffic)).toEqual(first);
    expect(traffic.writes).toEqual([{ mode: 'open', generation: 4 }]);
  });
});
