import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { RestorePlan } from '../../../domain/workflow/workflow';
import { planObjects } from '../../../lambda/steps/plan-objects';
import { proveReferences } from '../../../lambda/steps/prove-references';
import { restoreObjects } from '../../../lambda/steps/restore-objects';
import { verifyObjects } from '../../../lambda/steps/verify-objects';
import { Evidence } from '../../../runtime/evidence/evidence';
import { asPlanned } from '../../../runtime/objects/rewind/sealed-evidence';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { from, type RewindBed, rewindBed } from '../../faults/objects/rewind-bed';
import { BUCKET, EVIDENCE } from '../../runtime/objects/rewind/store-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
  bed.seedKey('pegasus/always', { ...from(-100), body: 'always' });
});
afterEach(() => bed.close());

const TIME = { kind: 'time', time: '2026-11-23T04:00:00Z' } as const;
const SNAPSHOT = { ...TIME, kind: 'snapshot', snapshotId: 'before' } as const;

const planOf = (recoveryPoint: typeof TIME | typeof SNAPSHOT, scope: RestorePlan['scope'] = 'both'): RestorePlan => ({
  ...PLAN,
  scope,
  objects: { bucket: BUCKET, prefix: 'pegasus/' },
  evidence: { bucket: EVIDENCE, prefix: 'runs/run-1/' },
  candidates: [{ ...PLAN.candidates[0]!, recoveryPoint }],
});

/** The four steps, with rows that refer to these keys. */
async function restored(plan: RestorePlan, ...referenced: string[]) {
  const engine = bed.engine({ source: plan.objects, evidence: new Evidence(bed.client, EVIDENCE) });
  const { evidence } = engine;
  const run = { plan, attempt: 0, candidate: 0 };
  const objectPlan = await planObjects(engine, run, () => true);
  const rows = ['always', ...referenced].sort().map((name) => ({
    path: `s3://${BUCKET}/pegasus/${name}`,
    row: `lectures ${name} (audio_path)`,
    reference: { table: 'lectures', column: 'audio_path' },
  }));
  const proof = await proveReferences(
    { ...run, objectPlan },
    {
      evidence: asPlanned(evidence, { plan, attempt: 0, objectPlan }),
      requireFrozen: async () => {},
      references: [{ table: 'lectures', column: 'audio_path' }],
      rows: {
        discover: async (named) => ({
          found: named.map((one) => ({ ...one, sqlTable: '', sqlColumn: '', sqlRow: '' })),
          notFound: [],
          missing: [],
          unreadable: [],
        }),
        count: async () => ({ counts: [{ table: 'lectures', rows: rows.length }], unreadable: [] }),
        async *stream() {
          yield* rows;
        },
      },
    },
  );
  for await (const { key } of evidence.list(objectPlan.actions.prefix)) {
    expect(await restoreObjects(engine, { plan, attempt: 0, objectPlan, proof, part: { Key: key } })).toBe(0);
  }
  const again = () => verifyObjects(engine, { ...run, objectPlan, proof }, () => true);
  const verified = await again();
  const told: unknown[] = [];
  for await (const { key } of evidence.list('runs/run-1/attempt-0/unsettled/')) {
    for await (const line of evidence.readLines(key)) told.push(JSON.parse(line));
  }
  expect(proof.unsettled?.keys ?? 0).toBe(told.length);
  return { proof, verified, told, again };
}

/** The body that a reader finds now; null: nothing. */
async function body(name: string): Promise<string | null> {
  const found = await bed.client
    .send(new GetObjectCommand({ Bucket: BUCKET, Key: `pegasus/${name}` }))
    .catch(() => null);
  return (await found?.Body?.transformToString()) ?? null;
}

const version = (seconds: number, text: string) => ({ ...from(seconds), body: text, versionId: text });
const marker = (seconds: number) => ({ ...from(seconds), deleteMarker: true as const });

test('F88 a row and its object deleted within second T: the row is there, and so is the object', async () => {
  bed.seedKey('pegasus/k', version(-10, 'old'), marker(0));
  const { proof, told } = await restored(planOf(TIME), 'k');
  expect([proof.dangling, await body('k'), told]).toEqual([0, 'old', []]);
});

test.each([
  ['no row: it did not exist', [], null],
  ['a row: the clock of the store was ahead', ['k'], 'early'],
])('F88 an object stored within second T, %s', async (_, rows, expected) => {
  bed.seedKey('pegasus/k', version(0, 'early'), version(5, 'late'));
  const { told } = await restored(planOf(TIME), ...rows);
  expect([await body('k'), told]).toEqual([expected, []]);
});

test.each([
  ['no row: it did not exist', [], null],
  ['a row: the clock of the store was behind', ['k'], 'old'],
])('F88 an object deleted in the second before T, %s', async (_, rows, expected) => {
  bed.seedKey('pegasus/k', version(-10, 'old'), marker(-1), version(5, 'late'));
  const { told } = await restored(planOf(TIME), ...rows);
  expect([await body('k'), told]).toEqual([expected, []]);
});

test('F88 an object overwritten within second T is what it was before, and is told', async () => {
  bed.seedKey('pegasus/k', version(-10, 'old'), version(0, 'first'), version(0, 'second'));
  const { told } = await restored(planOf(TIME), 'k');
  expect(await body('k')).toBe('old');
  expect(told).toEqual([expect.objectContaining({ key: 'pegasus/k', taken: 'old', others: ['second'] })]);
});

test('F88 an object overwritten in the seconds around second T is what it was, and is not told', async () => {
  bed.seedKey('pegasus/k', version(-10, 'old'), version(-1, 'right'), version(1, 'late'));
  expect((await restored(planOf(TIME), 'k')).told).toEqual([]);
  expect(await body('k')).toBe('right');
});

test('F88 the heartbeat, which is overwritten all the time, is not told', async () => {
  bed.seedKey('pegasus/.pegasus-backup/heartbeat.json', version(-10, 'old'), version(0, 'new'));
  expect((await restored(planOf(TIME))).told).toEqual([]);
  expect(await body('.pegasus-backup/heartbeat.json')).toBe('old');
});

test('F88 a snapshot holds what was committed in the second of its date: so do the objects, and rows settle the rest', async () => {
  bed.seedKey('pegasus/within', version(0, 'within'), version(5, 'late'));
  bed.seedKey('pegasus/deleted', version(-10, 'old'), marker(0));
  bed.seedKey('pegasus/a-second-newer', version(1, 'newer'));
  bed.seedKey('pegasus/overwritten', version(-10, 'before'), version(0, 'after'));
  const { proof, told } = await restored(planOf(SNAPSHOT), 'within', 'deleted', 'a-second-newer', 'overwritten');
  expect(proof.dangling).toBe(0);
  const names = ['within', 'deleted', 'a-second-newer', 'overwritten'];
  expect(await Promise.all(names.map(body))).toEqual(['within', 'old', 'newer', 'after']);
  expect(told).toEqual([expect.objectContaining({ key: 'pegasus/overwritten', taken: 'after', others: ['before'] })]);
});

test('F88 with the objects alone a time is inclusive, as it is for rewind', async () => {
  bed.seedKey('pegasus/k', version(-10, 'old'), version(0, 'within'), version(5, 'late'));
  await restored(planOf(TIME, 'objects'), 'k');
  expect(await body('k')).toBe('within');
});

test('F88 run again, nothing is written', async () => {
  bed.seedKey('pegasus/k', version(-10, 'old'), marker(-1), version(5, 'late'));
  bed.seedKey('pegasus/l', version(0, 'early'), version(5, 'late'));
  const { verified } = await restored(planOf(TIME), 'k');
  expect(verified).toMatchObject({ copied: 1, marked: 1, remaining: 0 });
  const writes = () => ['CopyObject', 'DeleteObject', 'DeleteObjects'].map((call) => bed.s3.calls.get(call) ?? 0);
  const written = writes();
  expect((await restored(planOf(TIME), 'k')).verified).toMatchObject({ remaining: 0 });
  expect(writes()).toEqual(written);
});

test('F112 what rows have said of undecided keys is what the proof has found, or nothing is verified by it', async () => {
  bed.seedKey('pegasus/k', version(0, 'early'), version(5, 'late'));
  const plan = planOf(TIME);
  const { again } = await restored(plan, 'k');
  expect(await again()).toMatchObject({ complete: true });
  const evidence = new Evidence(bed.client, EVIDENCE);
  await evidence.putText('runs/run-1/attempt-0/referenced/part-000000.jsonl', '{"key":"pegasus/other"}\n', '');
  await expect(again()).rejects.toMatchObject({ name: 'EvidenceUnusable' });
});
