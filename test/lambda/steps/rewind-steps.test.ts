import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { NamedUploads, ObjectPlan, ObjectsVerified, RestorePlan } from '../../../domain/workflow/workflow';
import { planObjects } from '../../../lambda/steps/plan-objects';
import { restoreObjects } from '../../../lambda/steps/restore-objects';
import { verifyObjects } from '../../../lambda/steps/verify-objects';
import { Evidence } from '../../../runtime/evidence/evidence';
import { settledOf } from '../../../runtime/objects/rewind/named-uploads';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { from, type RewindBed, rewindBed } from '../../faults/objects/rewind-bed';
import { BUCKET, EVIDENCE } from '../../runtime/objects/rewind/store-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
  bed.seedKey('pegasus/a', { ...from(-10), body: 'old' }, { ...from(10), body: 'newer' });
  bed.seedKey('pegasus/b', { ...from(10), body: 'late' });
  bed.seedKey('pegasus/c', { ...from(-10), body: 'same' });
  bed.seedKey('elsewhere', { ...from(10), body: 'not protected' });
});
afterEach(() => bed.close());

const plan: RestorePlan = {
  ...PLAN,
  objects: { bucket: BUCKET, prefix: 'pegasus/' },
  evidence: { bucket: EVIDENCE, prefix: 'runs/run-1/' },
  candidates: [{ ...PLAN.candidates[0]!, objectTime: '2026-11-23T04:00:00Z' }],
};
const engine = () => bed.engine({ source: plan.objects, evidence: new Evidence(bed.client, EVIDENCE), pageSize: 2 });
const planned = () => planObjects(engine(), { plan, attempt: 0, candidate: 0 }, () => true);
const part = { Key: 'runs/run-1/attempt-0/actions/part-000000.jsonl' };

test('the three steps: planned, carried out, verified', async () => {
  const objectPlan = await planObjects(engine(), { plan, attempt: 0, candidate: 0 }, () => true);
  expect(objectPlan).toEqual({
    complete: true,
    sealed: expect.stringMatching(/^[0-9a-f]{64}$/),
    state: { bucket: EVIDENCE, prefix: 'runs/run-1/attempt-0/state/' },
    actions: { bucket: EVIDENCE, prefix: 'runs/run-1/attempt-0/actions/' },
    results: { bucket: EVIDENCE, prefix: 'runs/run-1/attempt-0/results/' },
    versionsListed: 4,
    keys: 2,
    unchanged: 1,
    copy: 1,
    mark: 1,
    ambiguous: 0,
    bytesToCopy: 3,
  });
  expect(await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part })).toBe(0);
  expect(await verifyObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan }, () => true)).toEqual({
    complete: true,
    versionsListed: 6,
    remaining: 0,
    copied: 1,
    marked: 1,
    recomputed: { looked: 1, of: 1 },
  });
});

test('out of time, the plan says where it goes on, and goes on there', async () => {
  const first = await planObjects(engine(), { plan, attempt: 0, candidate: 0 }, () => false);
  expect(first).toMatchObject({ complete: false, cursor: 'runs/run-1/attempt-0/plan-cursor.json' });
  let next = first;
  while (!next.complete)
    next = await planObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan: next }, () => false);
  expect(next).toMatchObject({ versionsListed: 4, copy: 1, mark: 1 });
  expect(next.cursor).toBeUndefined();
});

test('a verification that is out of time goes on where it stood', async () => {
  const objectPlan = await planned();
  await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part });
  const again = (objectsVerified?: ObjectsVerified) =>
    verifyObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan, objectsVerified }, () => false);
  let verified = await again();
  expect(verified.complete).toBe(false);
  while (!verified.complete) verified = await again(verified);
  expect(verified).toMatchObject({ versionsListed: 6, remaining: 0, copied: 1, marked: 1 });
});

test('F54: a writer that escaped the freeze fails the part by name', async () => {
  const objectPlan = await planned();
  await bed.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'pegasus/a', Body: 'escaped' }));
  await expect(restoreObjects(engine(), { plan, attempt: 0, objectPlan, part })).rejects.toMatchObject({
    name: 'FreezeEscaped',
    message: expect.stringContaining('`pegasus/a`'),
  });
});

test('F55: keys that are denied are counted, not thrown', async () => {
  const objectPlan = await planned();
  bed.s3.faults.refuse = (operation, key) =>
    operation === 'CopyObject' && key === 'pegasus/a' ? 'AccessDenied' : undefined;
  expect(await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part })).toBe(1);
});

test('F100 a key whose source is gone fails; accepted by name it is left as it is, and every other key is verified', async () => {
  const lost = new Set(['pegasus/a']);
  const objectPlan = await planned();
  const of = { plan, attempt: 0, candidate: 0, objectPlan };
  bed.s3.faults.refuse = (operation, key) =>
    operation === 'CopyObject' && key === 'pegasus/a' ? 'AccessDenied' : undefined;
  expect(await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part }, new Set(['pegasus/c']))).toBe(1);
  expect(await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part }, lost)).toBe(0);
  await expect(verifyObjects(engine(), of, () => true)).rejects.toMatchObject({ name: 'ObjectsDiffer' });
  expect(await verifyObjects(engine(), of, () => true, lost)).toMatchObject({ remaining: 0, copied: 0, marked: 1 });
  await bed.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'pegasus/c' }));
  await expect(verifyObjects(engine(), of, () => true, lost)).rejects.toMatchObject({
    name: 'ObjectsDiffer',
    message: expect.stringMatching(/^1 keys .*: pegasus\/c\./),
  });
});

describe('F82 uploads in parts that the request names', () => {
  const parts = { ...from(-7_200), body: 'x'.repeat(20), parts: 2 };
  const [added, over] = ['pegasus/part-new', 'pegasus/part-over'];
  const moment = { at: Date.parse('2026-11-23T03:59:59Z') };
  const named = (include: string[], exclude: string[]) => ({ include, exclude });
  beforeEach(() => {
    bed.seedKey(added, parts, { ...from(10), deleteMarker: true });
    bed.seedKey(over, { ...from(-10_800), body: 'before' }, parts);
  });
  const now = async (key: string) => {
    const found = await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key })).catch(() => undefined);
    return await found?.Body?.transformToString();
  };
  const carriedOut = async (of: NamedUploads) => {
    const step = { plan: { ...plan, named: of }, attempt: 0, candidate: 0 };
    const objectPlan = await planObjects(engine(), step, () => true);
    expect(objectPlan.ambiguous).toBe(0);
    for await (const { key } of new Evidence(bed.client, EVIDENCE).list(objectPlan.actions.prefix)) {
      expect(await restoreObjects(engine(), { ...step, objectPlan, part: { Key: key } })).toBe(0);
    }
    return await verifyObjects(engine(), { ...step, objectPlan }, () => true);
  };

  test('included they come back, excluded the key is what it was before, and both are verified', async () => {
    expect(await carriedOut(named([added], [over]))).toMatchObject({ complete: true, remaining: 0 });
    expect([await now(added), await now(over)]).toEqual([parts.body, 'before']);
  });

  test('the other way round', async () => {
    expect(await carriedOut(named([over], [added]))).toMatchObject({ complete: true, remaining: 0 });
    expect([await now(added), await now(over)]).toEqual([undefined, parts.body]);
  });

  test('what is not named is left for the rows to say', async () => {
    const of = { plan: { ...plan, named: named([added], []) }, attempt: 0, candidate: 0 };
    bed.seedKey('pegasus/second-t', { ...from(0), body: 'in second T' });
    expect(await planObjects(engine(), of, () => true)).toMatchObject({ ambiguous: 2 });
  });

  test('names that decide nothing are known before anything is touched', async () => {
    bed.seedKey(`${added}-2`, { ...from(-10), body: 'begins like it' });
    const of = named([added, over, 'pegasus/a'], ['pegasus/nowhere', 'pegasus/part', 'pegasus/b']);
    expect(await settledOf(bed.client, plan.objects, of, moment)).toEqual([
      'pegasus/a',
      'pegasus/b',
      'pegasus/nowhere',
      'pegasus/part',
    ]);
    expect(bed.writes()).toBe(0);
  });
});

test('what is not as it was fails the verification and is named', async () => {
  const objectPlan = await planned();
  await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part });
  await bed.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'pegasus/c' }));
  await expect(
    verifyObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan }, () => true),
  ).rejects.toMatchObject({
    name: 'ObjectsDiffer',
    message: expect.stringContaining('pegasus/c'),
  });
});

test('F60: a copy whose bytes are others than its source is found', async () => {
  const objectPlan = await planned();
  await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part });
  const evidence = new Evidence(bed.client, EVIDENCE);
  const forged = await bed.client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'pegasus/a', Body: 'odl', ContentType: 'binary/octet-stream' }),
  );
  const line = JSON.stringify({ key: 'pegasus/a', versionId: forged.VersionId });
  await evidence.putText('runs/run-1/attempt-0/written/part-000000.jsonl', `${line}\n`, 'application/x-ndjson');
  await expect(
    verifyObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan }, () => true),
  ).rejects.toMatchObject({
    name: 'ObjectsDiffer',
    message: expect.stringContaining('pegasus/a (bytes)'),
  });
});

test('objects that stay are planned as they are now: nothing to do, nothing ambiguous, no history needed', async () => {
  const database = { ...plan, scope: 'database' as const };
  const found = await planObjects(engine(), { plan: database, attempt: 0, candidate: 0 }, () => true);
  expect(found).toMatchObject({ complete: true, keys: 3, unchanged: 3, copy: 0, mark: 0, ambiguous: 0 });
});

describe('F79 each count of the verdict, falsified once, is no longer verified', () => {
  const removed = (key: string) => bed.client.send(new DeleteObjectCommand({ Bucket: EVIDENCE, Key: key }));
  const attempt = 'runs/run-1/attempt-0/';

  test.each<[string, (objectPlan: ObjectPlan) => Promise<ObjectPlan>]>([
    [
      'actions carried out: 2 expected, 0 seen',
      async (objectPlan) => {
        await removed(`${attempt}results/part-000000.json`);
        return objectPlan;
      },
    ],
    [
      'copies found where they were written: 1 expected, 0 seen',
      async (objectPlan) => {
        await removed(`${attempt}written/part-000000.jsonl`);
        return objectPlan;
      },
    ],
    ['keys of that time, listed again: 3 expected, 2 seen', async (objectPlan) => ({ ...objectPlan, keys: 3 })],
    ['actions carried out: 3 expected, 2 seen', async (objectPlan) => ({ ...objectPlan, mark: 2 })],
  ])('%s', async (says, falsify) => {
    const objectPlan = await planned();
    await restoreObjects(engine(), { plan, attempt: 0, objectPlan, part });
    const seen = verifyObjects(
      engine(),
      { plan, attempt: 0, candidate: 0, objectPlan: await falsify(objectPlan) },
      () => true,
    );
    await expect(seen).rejects.toMatchObject({ name: 'ObjectsNotRestored', message: expect.stringContaining(says) });
  });
});

test('F79 a moment at which nothing existed is refused before anything is written, unless the construct says it may be', async () => {
  const time = '2026-11-01T04:00:00Z';
  const recoveryPoint = { kind: 'time', time } as const;
  const early = { ...plan, candidates: [{ ...PLAN.candidates[0]!, recoveryPoint, objectTime: time }] };
  const input = { plan: early, attempt: 0, candidate: 0 };
  await expect(planObjects(engine(), input, () => true)).rejects.toMatchObject({
    name: 'NothingToProve',
    message: expect.stringMatching(
      /Nothing existed below s3:\/\/protected\/pegasus\/ at 2026-11-01T04:00:00Z.*`allowEmpty`/,
    ),
  });
  expect(await planObjects(engine(), input, () => true, true)).toMatchObject({ keys: 0, mark: 3 });
});

describe('F112 what was planned is what is carried out:', () => {
  const actions = part.Key;
  const evidence = () => new Evidence(bed.client, EVIDENCE);
  const text = async (key: string) => {
    const lines: string[] = [];
    for await (const line of evidence().readLines(key)) lines.push(line);
    return lines.map((line) => `${line}\n`).join('');
  };
  const put = (key: string, content: string) => evidence().putText(key, content, 'application/x-ndjson');
  const untouched = async (work: () => Promise<unknown>, says: RegExp) => {
    const before = new Map(bed.s3.calls);
    await expect(work()).rejects.toMatchObject({ name: 'EvidenceUnusable', message: expect.stringMatching(says) });
    for (const operation of ['CopyObject', 'DeleteObject', 'DeleteObjects'])
      expect(bed.s3.calls.get(operation)).toBe(before.get(operation));
  };

  test.each([
    ['a key outside the protected prefix', /"key":"pegasus\/a"/, '"key":"elsewhere/a"'],
    ['another version', /"versionId":"[^"]+"/, '"versionId":"another"'],
  ])('%s in an action is refused before anything is written', async (_what, from, to) => {
    const objectPlan = await planned();
    await put(actions, (await text(actions)).replace(from, to));
    await untouched(() => restoreObjects(engine(), { plan, attempt: 0, objectPlan, part }), /is not what was planned/);
  });

  test('a part that was added later is refused before anything is written', async () => {
    const objectPlan = await planned();
    const added = { Key: actions.replace('000000', '000007') };
    await put(added.Key, await text(actions));
    await untouched(
      () => restoreObjects(engine(), { plan, attempt: 0, objectPlan, part: added }),
      /part-000007.* is not what was planned/,
    );
  });

  test('a plan under another digest is none', async () => {
    const objectPlan = { ...(await planned()), sealed: 'a'.repeat(64) };
    await untouched(
      () => restoreObjects(engine(), { plan, attempt: 0, objectPlan, part }),
      /seals\/a+\.json.* is gone/,
    );
  });

  test('a seal that was changed under its own name is not believed', async () => {
    const objectPlan = await planned();
    const seal = `runs/run-1/attempt-0/seals/${objectPlan.sealed}.json`;
    const forged = (await text(actions)).replace('"key":"pegasus/a"', '"key":"pegasus/c"');
    await put(actions, forged);
    const { value, parts } = JSON.parse(await text(seal));
    const digest = createHash('sha256').update(forged).digest('hex');
    await put(seal, JSON.stringify({ value, parts: { ...parts, [actions]: digest } }));
    await untouched(
      () => restoreObjects(engine(), { plan, attempt: 0, objectPlan, part }),
      /seals\/.*\.json.* is not what was planned/,
    );
  });

  test('a cursor that was changed is not gone on from', async () => {
    let next = await planObjects(engine(), { plan, attempt: 0, candidate: 0 }, () => false);
    while (!next.complete) {
      await put('runs/run-1/attempt-0/plan-cursor.json', '{"at": 0, "shards": []}');
      next = await planObjects(engine(), { plan, attempt: 0, candidate: 0, objectPlan: next }, () => false);
    }
    expect(next).toMatchObject({ versionsListed: 4, keys: 2, copy: 1, mark: 1 });
  });

  test('nor is that of a verification, which cannot be made to find nothing', async () => {
    const objectPlan = await planned();
    await put(
      'runs/run-1/attempt-0/verify-cursor.json',
      JSON.stringify([
        {
          done: true,
          copies: 1,
          keys: 2,
          versionsListed: 6,
          remaining: 0,
          late: 0,
          compared: 1,
          differing: 0,
          examples: [],
        },
      ]),
    );
    const again = () =>
      verifyObjects(
        engine(),
        {
          plan,
          attempt: 0,
          candidate: 0,
          objectPlan,
          objectsVerified: { complete: false, versionsListed: 0, remaining: 0, copied: 0, marked: 0 },
        },
        () => true,
      );
    await expect(again()).rejects.toMatchObject({ name: 'ObjectsDiffer' });
  });
});
