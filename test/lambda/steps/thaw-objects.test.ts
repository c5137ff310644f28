import type { ObjectsThawed, RestorePlan } from '../../../domain/workflow/workflow';
import { planObjects } from '../../../lambda/steps/plan-objects';
import { restoreObjects } from '../../../lambda/steps/restore-objects';
import { thawObjects } from '../../../lambda/steps/thaw-objects';
import { Evidence } from '../../../runtime/evidence/evidence';
import { PLAN, STEP } from '../../domain/workflow/workflow-fixture';
import { from, type RewindBed, rewindBed, T } from '../../faults/objects/rewind-bed';
import { BUCKET, EVIDENCE } from '../../runtime/objects/rewind/store-bed';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

let bed: RewindBed;
let told: string[];
beforeEach(async () => {
  bed = await rewindBed({ thawSeconds: 5 * 3600 });
  told = [];
  archived('pegasus/a', 'GLACIER');
  bed.seedKey('pegasus/b', { ...from(-10), body: 'at hand' }, { ...from(10), body: 'new' });
  archived('elsewhere', 'GLACIER');
});
afterEach(() => bed.close());

function archived(key: string, archive: string): void {
  const placement: Record<string, string> = archive.endsWith('_ACCESS')
    ? { 'x-amz-storage-class': 'INTELLIGENT_TIERING', 'x-amz-archive-status': archive }
    : { 'x-amz-storage-class': archive };
  bed.seedKey(key, { ...from(-10), body: 'old', placement }, { ...from(10), body: 'new' });
}

const plan = (text: Partial<RestorePlan> = {}): RestorePlan => ({
  ...PLAN,
  objects: { bucket: BUCKET, prefix: 'pegasus/' },
  evidence: { bucket: EVIDENCE, prefix: 'runs/run-1/' },
  thaw: { tier: 'standard', days: 2 },
  ...text,
});
const engine = () => bed.engine({ source: plan().objects, evidence: new Evidence(bed.client, EVIDENCE), pageSize: 2 });
const asked = () => bed.s3.calls.get('RestoreObject') ?? 0;

/** One call of the step, at the store's time. */
const step = (thaw?: ObjectsThawed, given: RestorePlan = plan(), hasTime = () => true) =>
  thawObjects(
    {
      plan: given,
      attempt: 0,
      candidate: 0,
      thaw,
      step: { ...STEP.step, name: 'ThawObjects', enteredAt: new Date(bed.now).toISOString() },
    },
    { engine: engine(), notifications: { publish: async (...lines) => void told.push(lines.join('\n')) }, hasTime },
  );

/** Until it waits, or has ended. */
async function begun(given: RestorePlan = plan()): Promise<ObjectsThawed> {
  let thaw = await step(undefined, given);
  while (thaw.outcome !== 'waiting' && thaw.outcome !== 'thawed') thaw = await step(thaw, given);
  return thaw;
}

test('F51 archived sources are thawed by the state machine, and copied then', async () => {
  const planned = await step();
  expect(planned).toMatchObject({ outcome: 'planned', objects: 1, bytes: 3 });
  expect(planned.says).toMatch(
    /^1 object \(3 bytes\): 1 in GLACIER; standard: 3 to 5 hours, less than \$0\.01 .* 2 days/,
  );
  expect(told.join()).toContain(planned.says);
  expect(asked()).toBe(0);

  const waiting = await step(planned);
  expect(waiting).toMatchObject({ outcome: 'waiting', deadline: '2026-11-23T12:30:00Z' });
  expect(asked()).toBe(1);
  expect(await step(waiting)).toEqual(waiting);
  bed.now += 5 * HOUR_MS;
  expect(await step(waiting)).toMatchObject({ outcome: 'thawed', objects: 1 });

  const objectPlan = await planObjects(engine(), { plan: plan(), attempt: 0, candidate: 0 }, () => true);
  expect(objectPlan).toMatchObject({ complete: true, copy: 2 });
  const part = { Key: `${objectPlan.actions.prefix}part-000000.jsonl` };
  expect(await restoreObjects(engine(), { plan: plan(), attempt: 0, objectPlan, part })).toBe(0);
});

test('F51 listing and asking go on where the time ran out', async () => {
  archived('pegasus/c', 'DEEP_ARCHIVE');
  let thaw = await step(undefined, plan(), () => false);
  const outcomes = [thaw.outcome];
  while (thaw.outcome === 'listing') {
    thaw = await step(thaw, plan(), () => false);
    outcomes.push(thaw.outcome);
  }
  expect(outcomes).toContain('listing');
  expect(thaw).toMatchObject({ outcome: 'planned', objects: 2 });
  expect(await step(thaw, plan(), () => false)).toMatchObject({ outcome: 'asking' });
  expect(asked()).toBe(0);
  expect(await step({ ...thaw, outcome: 'asking' })).toMatchObject({ outcome: 'waiting' });
});

test('F51 with nothing in an archive it ends at once, and asks for nothing', async () => {
  bed.now += DAY_MS;
  const elsewhere = plan({ objects: { bucket: BUCKET, prefix: 'pegasus/b' } });
  bed.engine({ source: elsewhere.objects });
  expect(
    await thawObjects(
      { plan: elsewhere, attempt: 0, candidate: 0, thaw: undefined, step: { ...STEP.step, name: 'ThawObjects' } },
      {
        engine: bed.engine({ source: elsewhere.objects, evidence: new Evidence(bed.client, EVIDENCE) }),
        notifications: { publish: async () => {} },
        hasTime: () => true,
      },
    ),
  ).toMatchObject({ outcome: 'thawed', objects: 0 });
  expect(asked()).toBe(0);
});

test('F51 expedited from DEEP_ARCHIVE is refused before anything is asked for', async () => {
  archived('pegasus/c', 'DEEP_ARCHIVE');
  const expedited = plan({ thaw: { tier: 'expedited', days: 1 } });
  await expect(step(undefined, expedited)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringContaining('Use standard or bulk'),
  });
  expect(asked()).toBe(0);
});

test('F51 what was asked for before, by hand, is no failure', async () => {
  await begun();
  expect(await begun(plan({ evidence: { bucket: EVIDENCE, prefix: 'runs/run-2/' } }))).toMatchObject({
    outcome: 'waiting',
  });
});

test('F51 what may not be asked for is named', async () => {
  bed.s3.faults.refuse = (operation) => (operation === 'RestoreObject' ? 'AccessDenied' : undefined);
  await expect(begun()).rejects.toMatchObject({
    name: 'ThawFailed',
    message: expect.stringMatching(
      /1 archived objects could not be asked for .*`pegasus\/a` \(AccessDenied.*attempt-0\/thaw\/asked\//,
    ),
  });
});

test('F51 expedited without capacity is named, and not tried for minutes', async () => {
  bed.s3.faults.intercept = (operation) =>
    operation === 'RestoreObject' ? { status: 503, code: 'GlacierExpeditedRetrievalNotAvailable' } : undefined;
  await expect(begun(plan({ thaw: { tier: 'expedited', days: 1 } }))).rejects.toMatchObject({
    name: 'ThawFailed',
    message: expect.stringContaining('GlacierExpeditedRetrievalNotAvailable'),
  });
  expect(asked()).toBe(1);
});

test('F51 what is not readable in time is named', async () => {
  const waiting = await begun();
  bed.now += 4 * HOUR_MS;
  await expect(step({ ...waiting, deadline: new Date(bed.now - 1000).toISOString() })).rejects.toMatchObject({
    name: 'ThawFailed',
    message: expect.stringMatching(/`pegasus\/a` \(it is not readable yet\)/),
  });
});

test('F51 what has expired again is named', async () => {
  const waiting = await begun();
  bed.now += 5 * HOUR_MS + 2 * DAY_MS;
  await expect(step(waiting)).rejects.toMatchObject({
    name: 'ThawFailed',
    message: expect.stringMatching(/`pegasus\/a` \(it is archived again: its copy has expired\)/),
  });
});

test.each(['ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'])(
  'F51 from the tier %s of INTELLIGENT_TIERING objects move for good',
  async (tier) => {
    archived('pegasus/c', tier);
    const waiting = await begun();
    expect(waiting.says).toContain(`1 in ${tier}`);
    bed.now += 5 * HOUR_MS;
    expect(await step(waiting)).toMatchObject({ outcome: 'thawed', objects: 2 });
  },
);

test('F51 F88 a version that only a row would ask for is thawed too', async () => {
  const placement = { 'x-amz-storage-class': 'GLACIER' };
  bed.seedKey('pegasus/row', { ...from(0), body: 'early', placement }, { ...from(60), deleteMarker: true });
  const candidates = [
    { ...PLAN.candidates[0]!, recoveryPoint: { kind: 'time', time: new Date(T).toISOString() } as const },
  ];
  expect(await step(undefined, plan({ candidates }))).toMatchObject({ outcome: 'planned', objects: 2 });
});

test('F51 without `thaw` the plan is refused with what lies where, hours, cost and how to ask for it', async () => {
  archived('pegasus/c', 'DEEP_ARCHIVE');
  const { thaw: _, ...without } = plan();
  await expect(planObjects(engine(), { plan: without, attempt: 0, candidate: 0 }, () => true)).rejects.toMatchObject({
    name: 'ObjectsArchived',
    message: expect.stringMatching(
      /2 objects \(6 bytes\): 1 in GLACIER, 1 in DEEP_ARCHIVE\. Thawing takes expedited: not possible from there; standard: 9 to 12 hours, less than \$0\.01 .*; bulk: 12 to 48 hours, .*2026-11.*"thaw": "standard"/,
    ),
  });
});

test('F51 a version that was archived after the thaw is found by the plan, and said', async () => {
  await begun();
  bed.now += 5 * HOUR_MS;
  archived('pegasus/late', 'GLACIER');
  await expect(planObjects(engine(), { plan: plan(), attempt: 0, candidate: 0 }, () => true)).rejects.toMatchObject({
    name: 'ObjectsArchived',
    message: expect.stringContaining('the next attempt thaws them'),
  });
});

test('F112 a list of what to thaw that was changed since it was planned asks for nothing', async () => {
  const planned = await step();
  expect(planned.outcome).toBe('planned');
  const evidence = new Evidence(bed.client, EVIDENCE);
  const key = 'runs/run-1/attempt-0/thaw/archived/part-000000.jsonl';
  const lines: string[] = [];
  for await (const line of evidence.readLines(key)) lines.push(line);
  const forged = lines.map((line) => line.replace('pegasus/a', 'elsewhere'));
  expect(forged).not.toEqual(lines);
  await evidence.putText(key, forged.map((line) => `${line}\n`).join(''), 'application/x-ndjson');
  await expect(step(planned)).rejects.toMatchObject({ name: 'EvidenceUnusable' });
  expect(asked()).toBe(0);
});
