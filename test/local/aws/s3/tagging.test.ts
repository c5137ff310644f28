import {
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

const object = { Bucket: 'bucket', Key: 'key' };
let harness: Harness;
let old: string | undefined;
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
  const put = (Tagging?: string) => harness.client.send(new PutObjectCommand({ ...object, Body: 'x', Tagging }));
  old = (await put('a%20b=c%2Bd&empty=')).VersionId;
  await put();
});
afterAll(() => harness.close());

const tags = async (VersionId?: string) =>
  (await harness.client.send(new GetObjectTaggingCommand({ ...object, VersionId }))).TagSet;
const tag = (TagSet: { Key: string; Value: string }[], VersionId?: string) =>
  harness.client.send(new PutObjectTaggingCommand({ ...object, VersionId, Tagging: { TagSet } }));

describe('tags', () => {
  test('belong to a version', async () => {
    expect(await tags(old)).toEqual([
      { Key: 'a b', Value: 'c+d' },
      { Key: 'empty', Value: '' },
    ]);
    expect(await tags()).toEqual([]);
  });

  test('are counted by a head, when there are any', async () => {
    const head = (VersionId?: string) => harness.client.send(new HeadObjectCommand({ ...object, VersionId }));
    expect((await head(old)).TagCount).toBe(2);
    expect((await head()).TagCount).toBeUndefined();
  });

  test('are replaced and deleted without a new version', async () => {
    const { VersionId } = await tag([{ Key: 'k', Value: 'v' }], old);
    expect(VersionId).toBe(old);
    expect(await tags(old)).toEqual([{ Key: 'k', Value: 'v' }]);
    await harness.client.send(new DeleteObjectTaggingCommand({ ...object, VersionId: old }));
    expect(await tags(old)).toEqual([]);
  });

  test('are ten at most, each with its own key', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
    await tag(many(10));
    await expect(tag(many(11))).rejects.toMatchObject({ name: 'InvalidTag' });
    await expect(tag([...many(1), ...many(1)])).rejects.toMatchObject({ name: 'InvalidTag' });
  });
});
