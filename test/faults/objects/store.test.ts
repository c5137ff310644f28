import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Fault } from '../../../local/aws/s3/faults';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { planRewind } from '../../../runtime/objects/rewind/plan';
import { restorePart } from '../../../runtime/objects/rewind/restore-part';
import { rewind } from '../../../runtime/objects/rewind/rewind';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

const KEYS = 60;

/** A third of the keys overwritten, a third deleted, a third new since T. */
function seedDamage(): void {
  for (let i = 0; i < KEYS; i++) {
    const key = `p/${i % 5}/${String(i).padStart(3, '0')}`;
    if (i % 3 === 0) bed.seedKey(key, { ...from(-10), body: `old ${i}` }, { ...from(10), body: `evil ${i}` });
    if (i % 3 === 1) bed.seedKey(key, { ...from(-10), body: `old ${i}` }, { ...from(10), deleteMarker: true });
    if (i % 3 === 2) bed.seedKey(key, { ...from(10), body: `late ${i}` });
  }
}

/** A generator of numbers that gives the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

async function entries(): Promise<number> {
  const page = await bed.clientOf(5).send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  return (page.Versions?.length ?? 0) + (page.DeleteMarkers?.length ?? 0);
}

async function planned(name: string) {
  const layout = layoutBelow(`${name}/`);
  const engine = bed.engine();
  await planRewind({ ...engine, hasTime: () => true }, { layout, at: T, listers: 1, resume: false });
  return { layout, engine, part: `${layout.actions}part-000000.jsonl` };
}

test('F52: a version that expired between plan and copy fails the key; no other version is taken instead', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old', versionId: 'expired' }, { ...from(10), body: 'new' });
  const { layout, engine, part } = await planned('expired');
  bed.s3.faults.intercept = (_, request) =>
    request.url?.includes('versionId=expired') ? { status: 404, code: 'NoSuchVersion' } : undefined;
  const result = await restorePart(engine, layout, part);
  expect(result.failed).toEqual([
    { key: 'k', gone: true, error: expect.stringContaining('version expired existed when the plan was made') },
  ]);
  expect(await entries()).toBe(2);
});

describe('F53: a store that answers 503, 500, resets and 200 with an error at random', () => {
  const answers: readonly Fault[] = [
    { status: 503, code: 'SlowDown' },
    { status: 500, code: 'InternalError' },
    'reset',
    'reset-after',
    'error-in-200',
  ];

  test.each([1, 2, 3])('30 %% of the requests fail (dice %i): the end state is right', async (seed) => {
    seedDamage();
    const roll = random(seed);
    const faulty = /^(CopyObject|DeleteObjects?|HeadObject|ListObjectVersions)$/;
    bed.s3.faults.intercept = (operation) =>
      faulty.test(operation) && roll() < 0.3 ? answers[Math.floor(roll() * answers.length)] : undefined;
    const engine = bed.engine({}, bed.clientOf(8));
    const outcome = await rewind(engine, { at: T, layout: layoutBelow(`faulty-${seed}/`) });
    expect(outcome.parts.flatMap(({ failed }) => failed)).toEqual([]);
    expect(outcome.verified).toMatchObject({ remaining: 0, copied: 40, marked: 20 });
    bed.s3.faults.intercept = undefined;
    expect((await bed.rewind()).plan).toMatchObject({ copy: 0, mark: 0 });
  });
});

test('F54: a key that somebody has written to since the plan is not written over, and fails the run', async () => {
  bed.seedKey('a', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  bed.seedKey('b', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  bed.seedKey('c', { ...from(10), body: 'late' });
  const { layout, engine, part } = await planned('escaped');
  for (const Key of ['b', 'c']) await bed.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'escaped' }));
  const result = await restorePart(engine, layout, part);
  expect(result).toMatchObject({ copied: 1, marked: 0 });
  expect(result.failed.map(({ key, escaped }) => [key, escaped])).toEqual([
    ['b', true],
    ['c', true],
  ]);
});

test('F55: one object that is denied fails the step and is listed, the others are done', async () => {
  seedDamage();
  bed.s3.faults.refuse = (operation, key) =>
    operation !== 'ListObjectVersions' && ['p/0/000', 'p/2/002'].includes(key) ? 'AccessDenied' : undefined;
  const { layout, engine, part } = await planned('denied');
  const result = await restorePart(engine, layout, part);
  expect(result.failed.map(({ key, error }) => [key, error.slice(0, 12)])).toEqual([
    ['p/0/000', 'AccessDenied'],
    ['p/2/002', 'AccessDenied'],
  ]);
  expect(result.copied + result.marked).toBe(58);
});

test('F56: the finished step run again writes nothing and counts the same', async () => {
  seedDamage();
  const { layout, engine, part } = await planned('again');
  const first = await restorePart(engine, layout, part);
  const stored = await entries();
  const second = await restorePart(bed.engine(), layout, part);
  expect(second).toEqual({ ...first, found: 60 });
  expect(await entries()).toBe(stored);
});

test('F57: killed at every single write, then resumed: the same end state, no copy repeated', async () => {
  for (let i = 0; i < 4; i++)
    bed.seedKey(`c${i}`, { ...from(-10), body: `old ${i}` }, { ...from(10), body: `evil ${i}` });
  for (let i = 0; i < 3; i++) bed.seedKey(`m${i}`, { ...from(10), body: 'late' });
  bed.seedKey('parts', { ...from(-90_000), body: 'x'.repeat(20), parts: 2 }, { ...from(10), body: 'evil' });
  const before = await entries();
  const writes = /^(CopyObject|DeleteObjects?|UploadPartCopy|CompleteMultipartUpload|CreateMultipartUpload)$/;
  const { layout, part } = await planned('killed');
  let kills = 0;
  for (let survives = 0; survives < 50; survives++) {
    let count = 0;
    let dead = false;
    bed.s3.faults.intercept = (operation) => {
      if (dead) return 'reset';
      if (!writes.test(operation) || count++ < survives) return undefined;
      dead = true;
      kills++;
      return 'reset-after';
    };
    const result = await restorePart(bed.engine({ concurrency: 1 }), layout, part);
    if (result.failed.length === 0) break;
  }
  bed.s3.faults.intercept = undefined;
  expect(kills).toBeGreaterThan(3);
  expect((await bed.rewind()).plan).toMatchObject({ copy: 0, mark: 0 });
  expect((await entries()) - before).toBe(8);
});
