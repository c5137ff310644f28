import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
let old: string;
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'source', 'target');
  const put = (input: object) => harness.client.send(new PutObjectCommand({ Bucket: 'source', Key: 'key', ...input }));
  const described = {
    Body: 'old',
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { a: 'b' },
    Tagging: 'lecture=l-1&kind=text',
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/elsewhere',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:000000000000:key/mine',
    ChecksumAlgorithm: 'SHA256',
  };
  old = (await put(described)).VersionId ?? '';
  await put({ Body: 'new' });
});
afterAll(() => harness.close());

const copy = (input: Partial<CopyObjectCommandInput> = {}) =>
  harness.client.send(
    new CopyObjectCommand({ Bucket: 'target', Key: 'copy', CopySource: `source/key?versionId=${old}`, ...input }),
  );
const head = (VersionId?: string) =>
  harness.client.send(new HeadObjectCommand({ Bucket: 'target', Key: 'copy', VersionId, ChecksumMode: 'ENABLED' }));
const tags = async () => {
  const { TagSet } = await harness.client.send(new GetObjectTaggingCommand({ Bucket: 'target', Key: 'copy' }));
  return TagSet?.map(({ Key, Value }) => `${Key}=${Value}`);
};
const body = async () => {
  const got = await harness.client.send(new GetObjectCommand({ Bucket: 'target', Key: 'copy' }));
  return got.Body?.transformToString();
};

describe('a copy', () => {
  test('is a new version with the bytes of the one that is named', async () => {
    const first = await copy();
    expect(first.CopySourceVersionId).toBe(old);
    expect(first.VersionId).not.toBe(old);
    expect(await body()).toBe('old');
    const second = await copy({ CopySource: 'source/key' });
    expect(second.VersionId).not.toBe(first.VersionId);
    expect(await body()).toBe('new');
  });

  test('keeps content headers, metadata, tags and the kind of checksum', async () => {
    await copy();
    expect(await head()).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      Metadata: { a: 'b' },
      TagCount: 2,
      ChecksumSHA256: expect.any(String),
    });
    expect(await tags()).toEqual(['lecture=l-1', 'kind=text']);
  });

  test('drops storage class, website redirect and encryption, unless they are given again', async () => {
    await copy();
    const plain = await head();
    expect(plain.StorageClass).toBeUndefined();
    expect(plain.WebsiteRedirectLocation).toBeUndefined();
    expect(plain.ServerSideEncryption).toBe('AES256');
    expect(plain.SSEKMSKeyId).toBeUndefined();
    const again = {
      StorageClass: 'GLACIER_IR' as const,
      WebsiteRedirectLocation: '/again',
      ServerSideEncryption: 'aws:kms' as const,
      SSEKMSKeyId: 'arn:aws:kms:us-east-1:000000000000:key/other',
    };
    expect(await copy(again)).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: again.SSEKMSKeyId });
    expect(await head()).toMatchObject(again);
  });

  test('replaces metadata or tags when told so, and all of each', async () => {
    await copy({ MetadataDirective: 'REPLACE', Metadata: { c: 'd' }, TaggingDirective: 'REPLACE', Tagging: 'e=f' });
    const replaced = await head();
    expect(replaced.Metadata).toEqual({ c: 'd' });
    expect(replaced.CacheControl).toBeUndefined();
    expect(replaced.ContentType).not.toBe('text/plain');
    expect(await tags()).toEqual(['e=f']);
  });

  test('takes no notice of metadata and tags that come without the directive', async () => {
    await copy({ Metadata: { c: 'd' }, Tagging: 'e=f' });
    expect((await head()).Metadata).toEqual({ a: 'b' });
    expect(await tags()).toEqual(['lecture=l-1', 'kind=text']);
  });

  test('has its own ETag: MD5 in the clear, something else under KMS', async () => {
    const md5 = '"149603e6c03516362a8da23f624db945"';
    expect((await copy()).CopyObjectResult?.ETag).toBe(md5);
    expect((await copy({ ServerSideEncryption: 'aws:kms' })).CopyObjectResult?.ETag).not.toBe(md5);
  });

  test('of an object of parts is in one piece', async () => {
    harness.s3.seed('source', [{ key: 'parts', versions: [{ at: new Date(), body: 'old', parts: 2 }] }]);
    const { CopyObjectResult } = await copy({ CopySource: 'source/parts' });
    expect(CopyObjectResult?.ETag).toBe('"149603e6c03516362a8da23f624db945"');
  });

  test('computes another checksum when asked', async () => {
    const { CopyObjectResult } = await copy({ ChecksumAlgorithm: 'SHA1' });
    expect(CopyObjectResult?.ChecksumSHA1).toBe(createHash('sha1').update('old').digest('base64'));
  });
});

describe('the source of a copy', () => {
  const refused = (CopySource: string, name: string) => expect(copy({ CopySource })).rejects.toMatchObject({ name });

  test('that is absent, or deleted now, is NoSuchKey; another version NoSuchVersion', async () => {
    await harness.client.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'deleted' }));
    await refused('source/absent', 'NoSuchKey');
    await refused('source/deleted', 'NoSuchKey');
    await refused(`source/key?versionId=${'x'.repeat(32)}`, 'NoSuchVersion');
    await refused('nowhere/key', 'NoSuchBucket');
  });

  test('may not be a delete marker by its version id', async () => {
    const { VersionId } = await harness.client.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'deleted' }));
    await refused(`source/deleted?versionId=${VersionId}`, 'InvalidRequest');
  });

  test.each(['source', 'source/', '', 'source/key?versionID=x'])('must be well-formed, not %j', async (CopySource) => {
    const response = await fetch(`${harness.endpoint}/target/copy`, {
      method: 'PUT',
      headers: { 'x-amz-copy-source': CopySource },
    });
    expect(await response.text()).toContain('<Code>InvalidArgument</Code>');
  });

  test('with a bare plus is taken for one with a space, as S3 does', async () => {
    harness.s3.seed('source', [{ key: 'a+b', versions: [{ at: new Date(), body: 'plus' }] }]);
    await refused('source/a+b', 'NoSuchKey');
    await copy({ CopySource: 'source/a%2Bb' });
    expect(await body()).toBe('plus');
  });

  test('may begin with a slash, or be encoded whole', async () => {
    await copy({ CopySource: '/source/key' });
    await copy({ CopySource: encodeURIComponent('source/key') });
    expect(await body()).toBe('new');
  });

  test('of 5 GB is copied, one byte more is not', async () => {
    const size = 5 * 1024 ** 3;
    const at = new Date();
    harness.s3.seed('source', [
      { key: 'most', versions: [{ at, size }] },
      { key: 'more', versions: [{ at, size: size + 1 }] },
    ]);
    await copy({ CopySource: 'source/most' });
    expect((await head()).ContentLength).toBe(size);
    await refused('source/more', 'InvalidRequest');
  });

  test('can be a condition', async () => {
    const ETag = '"22af645d1859cb5ca6da0c484f1f37ea"';
    await copy({ CopySource: 'source/key', CopySourceIfMatch: ETag });
    await expect(copy({ CopySourceIfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(copy({ CopySource: 'source/key', CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });
});

describe('a copy onto itself', () => {
  const onto = (input: Partial<CopyObjectCommandInput>) => copy({ Bucket: 'source', Key: 'key', ...input });

  test('must change something', async () => {
    await expect(onto({ CopySource: 'source/key' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await onto({ CopySource: 'source/key', MetadataDirective: 'REPLACE' });
    await onto({ CopySource: 'source/key', StorageClass: 'STANDARD' });
  });

  test('brings an old version back on top', async () => {
    await onto({});
    const got = await harness.client.send(new GetObjectCommand({ Bucket: 'source', Key: 'key' }));
    expect(await got.Body?.transformToString()).toBe('old');
  });
});

test('the bucket decides about encryption when nobody else does', async () => {
  await createVersioned(harness.client, 'encrypted');
  const KMSMasterKeyID = 'arn:aws:kms:us-east-1:000000000000:key/bucket';
  await harness.client.send(
    new PutBucketEncryptionCommand({
      Bucket: 'encrypted',
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
      },
    }),
  );
  expect(await copy({ Bucket: 'encrypted' })).toMatchObject({ SSEKMSKeyId: KMSMasterKeyID });
  const put = await harness.client.send(new PutObjectCommand({ Bucket: 'encrypted', Key: 'k', Body: 'x' }));
  expect(put).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KMSMasterKeyID });
});
