import type { ObjectCopyPlan, ObjectCopyVerified } from '../../../domain/objects/object-copy-workflow';
import { copyObjects } from '../../../lambda/object-copies/copy-objects';
import { planObjectCopy } from '../../../lambda/object-copies/plan-object-copy';
import { verifyObjectCopy } from '../../../lambda/object-copies/verify-object-copy';
import { Evidence } from '../../../runtime/evidence/evidence';
import { rewindEngine } from '../../../runtime/objects/rewind/engine';
import { digests, readNow } from '../../runtime/objects/rewind/histories';
import { BUCKET, EVIDENCE, type StoreBed, storeBed } from '../../runtime/objects/rewind/store-bed';

/** More than a page of the listing in one folder. */
const KEYS = 1_010;
/** Three folders, two of them small. */
const nameOf = (i: number) => `${i < 1_004 ? 0 : i % 3}/${i}`;
const source = { bucket: BUCKET, prefix: 'pegasus/' };
let bed: StoreBed;
let evidence: Evidence;

beforeAll(async () => {
  bed = await storeBed(Date.now());
  evidence = new Evidence(bed.client, EVIDENCE);
  for (const copies of ['object-copies', 'copies-of-few', 'tasks']) bed.s3.seed(copies, []);
  const stored = { at: new Date(Date.now() - 3600_000), body: 'content' };
  const keys = Array.from({ length: KEYS }, (_, i) => ({ key: `pegasus/${nameOf(i)}`, versions: [stored] }));
  const few = ['few/a', 'few/b', 'one/a'].map((key) => ({ key, versions: [stored] }));
  bed.s3.seed(BUCKET, [...keys, ...few]);
});
afterAll(async () => {
  expect(bed.s3.versionDeletes).toBe(0);
  await bed.close();
});

const execution = { name: 'by-hand' };
const world = (hasTime: () => boolean) => ({
  client: bed.client,
  evidence,
  source,
  objectCopyBucket: 'object-copies',
  hasTime,
});
const engine = ({ source, into }: ObjectCopyPlan) => rewindEngine(bed.client, { evidence, source, into });

test('planning and verifying that run out of time after each page go on where they stood, and say the same in the end', async () => {
  let objectCopy = await planObjectCopy(
    world(() => false),
    { execution },
  );
  let calls = 1;
  for (; !objectCopy.complete; calls++)
    objectCopy = await planObjectCopy(
      world(() => false),
      { execution, objectCopy },
    );
  expect(calls).toBeGreaterThan(1);
  expect(objectCopy).toMatchObject({ versionsListed: KEYS, keys: KEYS, copy: KEYS });

  for await (const { key } of evidence.list(objectCopy.actions.prefix)) {
    expect(await copyObjects(engine(objectCopy), { objectCopy, part: { Key: key } })).toBe(0);
  }
  let verified: ObjectCopyVerified = await verifyObjectCopy(engine(objectCopy), { objectCopy }, () => false);
  let looks = 1;
  for (; !verified.complete; looks++) {
    verified = await verifyObjectCopy(engine(objectCopy), { objectCopy, verified }, () => false);
  }
  expect(looks).toBeGreaterThan(1);
  expect(verified).toMatchObject({ versionsListed: KEYS, objects: KEYS });
  const contents = Object.fromEntries(Array.from({ length: KEYS }, (_, i) => [nameOf(i), 'content']));
  expect(await readNow(bed.client, 'object-copies', objectCopy.into.prefix)).toEqual(digests(contents));
});

test('F112 a part that was added to the plan later is refused before anything is copied', async () => {
  const found = await planObjectCopy(
    world(() => true),
    { execution: { name: 'attacked' } },
  );
  const objectCopy = { ...found, complete: true };
  const Key = `${objectCopy.actions.prefix}part-000007.jsonl`;
  const action = { action: 'copy', key: 'elsewhere', versionId: 'v', etag: '', size: 1, current: null };
  await evidence.putText(Key, `${JSON.stringify(action)}\n`, 'application/x-ndjson');
  await expect(copyObjects(engine(objectCopy), { objectCopy, part: { Key } })).rejects.toMatchObject({
    name: 'EvidenceUnusable',
  });
});

test.each([
  ['garbage', () => 'garbage'],
  ['a task of another bucket', (task: string) => task.replace(/"bucket": "tasks"/, '"bucket": "elsewhere"')],
  ['a task of another prefix beside it', (task: string) => task.replace('"one/"', '"one-old/"')],
  ['a moment that is still to come', (task: string) => task.replace(/"at": "20\d\d/, '"at": "2099')],
])('F112 %s in place of the task of this day is not carried out', async (_what, forge) => {
  const begin = () =>
    planObjectCopy(
      { ...world(() => true), source: { bucket: BUCKET, prefix: 'one/' }, objectCopyBucket: 'tasks' },
      { execution: { name: 'attacked-task' } },
    );
  const { into } = await begin();
  const [key] = await keysBelow('object-copies/', /one.*task\.json$/);
  const found = await evidence.getText(key!);
  const forged = forge(found?.text ?? '');
  expect(forged).not.toBe(found?.text);
  await evidence.putText(key!, forged, 'application/json');
  await expect(begin()).rejects.toMatchObject({ name: 'EvidenceUnusable' });
  await evidence.putText(key!, found!.text, 'application/json');
  expect((await begin()).into).toEqual(into);
});

async function keysBelow(prefix: string, pattern: RegExp): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of evidence.list(prefix)) if (pattern.test(key)) keys.push(key);
  return keys;
}

describe('F79 a daily object copy', () => {
  const missing = (allowEmpty: boolean) => ({
    ...world(() => true),
    source: { bucket: BUCKET, prefix: 'pegasos/' },
    allowEmpty,
  });

  test('of nothing is refused, unless the construct says that there may be nothing', async () => {
    await expect(planObjectCopy(missing(false), { execution })).rejects.toMatchObject({
      name: 'NothingToProve',
      message: expect.stringMatching(/no object below s3:\/\/protected\/pegasos\/.*`allowEmpty`/),
    });
    expect(await planObjectCopy(missing(true), { execution })).toMatchObject({ complete: true, keys: 0 });
  });

  test('that has not what was planned is not verified', async () => {
    const found = await planObjectCopy(
      { ...world(() => true), source: { bucket: BUCKET, prefix: 'few/' }, objectCopyBucket: 'copies-of-few' },
      { execution: { name: 'falsified' } },
    );
    for await (const { key } of evidence.list(found.actions.prefix)) {
      expect(await copyObjects(engine(found), { objectCopy: found, part: { Key: key } })).toBe(0);
    }
    const objectCopy = { ...found, keys: found.keys + 1 };
    await expect(verifyObjectCopy(engine(objectCopy), { objectCopy }, () => true)).rejects.toMatchObject({
      name: 'ObjectCopyIncomplete',
      message: expect.stringContaining('keys of that time, listed again: 3 expected, 2 seen'),
    });
  });
});
