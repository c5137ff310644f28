import {
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type TransitionStorageClass,
} from '@aws-sdk/client-s3';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { rewind, undo } from '../../../runtime/objects/rewind/rewind';
import { thawSources } from '../../../runtime/objects/rewind/thaw';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

const THAW = { tier: 'standard', days: 7 } as const;
const DAY_MS = 24 * 3600_000;
const SIZE = 200_000;

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
});
afterEach(() => bed.close());

/** A rule that moves what is no longer current, and the days until it has. */
async function movedTo(StorageClass: TransitionStorageClass): Promise<void> {
  const NoncurrentVersionTransitions = [{ NoncurrentDays: 1, StorageClass }];
  const Rules = [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionTransitions } as const];
  const LifecycleConfiguration = { Rules };
  await bed.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration }));
  bed.now = T + 3 * DAY_MS;
}

const classOf = async (key: string) =>
  (await bed.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }))).StorageClass ?? 'STANDARD';
const read = async (key: string) =>
  (await bed.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body!.transformToString();
const placed = (storageClass: string) => ({ placement: { 'x-amz-storage-class': storageClass } });
const old = { ...from(-10), body: 'o'.repeat(SIZE) };

test.each(['GLACIER', 'DEEP_ARCHIVE'] as const)(
  'F90: versions that a rule has moved to %s since T come back readable',
  async (archive) => {
    bed.seedKey('deleted', old, { ...from(10), deleteMarker: true });
    bed.seedKey('overwritten', old, { ...from(10), body: 'evil' });
    bed.seedKey(
      'infrequent',
      { ...old, ...placed('STANDARD_IA') },
      { ...from(10), body: 'e', ...placed('STANDARD_IA') },
    );
    await movedTo(archive);
    expect(await thawSources(bed.engine(), { at: T, thaw: THAW })).toMatchObject({ asked: 3 });
    const { plan, verified } = await bed.rewind();
    expect(plan).toMatchObject({ copy: 3, archived: 0, movedSince: 3 });
    expect(verified).toMatchObject({ remaining: 0, compared: 3, differing: 0 });
    expect(await Promise.all(['deleted', 'overwritten', 'infrequent'].map(classOf))).toEqual([
      'STANDARD',
      'STANDARD',
      'STANDARD_IA',
    ]);
    expect(await read('deleted')).toBe(old.body);
    const again = await bed.rewind();
    expect(again.plan).toMatchObject({ copy: 0 });
  },
);

test('F90: the same for a class that can be read: it is not the one that the object had', async () => {
  bed.seedKey('k', old, { ...from(10), body: 'evil' });
  await movedTo('GLACIER_IR');
  expect(await bed.rewind()).toMatchObject({ plan: { movedSince: 1 }, verified: { remaining: 0, differing: 0 } });
  expect(await classOf('k')).toBe('STANDARD');
});

test('F90: a class that no rule gives to old versions is kept', async () => {
  bed.seedKey('k', { ...old, ...placed('STANDARD_IA') }, { ...from(10), body: 'evil' });
  await movedTo('GLACIER_IR');
  bed.now = T + 3600_000;
  expect(await bed.rewind()).toMatchObject({ plan: { movedSince: 0 }, verified: { remaining: 0, differing: 0 } });
  expect(await classOf('k')).toBe('STANDARD_IA');
});

test('F90: an undo brings back the class that the plan has noted, although a rule has moved the version since', async () => {
  bed.seedKey('k', old, { ...from(10), body: 'n'.repeat(SIZE), ...placed('STANDARD_IA') });
  const run = layoutBelow('undone/');

  await rewind(bed.engine(), { at: T, layout: run });
  await movedTo('GLACIER_IR');
  const undone = await undo(bed.engine(), run, layoutBelow('undo/'));
  expect(undone).toMatchObject({ conflicts: 0, remaining: 0 });
  expect(await classOf('k')).toBe('STANDARD_IA');
});

test('what lifecycle moves here is what S3 moves: large, no longer current, at the midnight after', async () => {
  bed.seedKey('k', old, { ...from(10), body: 'new' });
  bed.seedKey('small', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  await movedTo('GLACIER');
  await bed.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'last', Body: old.body }));
  const classes: Record<string, string[]> = {};
  for await (const page of bed.engine().history.pages()) {
    for (const { key, storageClass = 'STANDARD' } of page) classes[key] = [...(classes[key] ?? []), storageClass];
  }
  expect(classes).toEqual({
    k: ['STANDARD', 'GLACIER'],
    last: ['STANDARD'],
    small: ['STANDARD', 'STANDARD'],
  });
});
