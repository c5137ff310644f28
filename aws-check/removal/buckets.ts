import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  NoSuchBucket,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import type { Clients } from '../clients';

type Asked = Pick<Clients, 's3'>;

/**
 * Every version, marker and upload, also what is locked in governance mode; once, for what is delivered later (access logs)
 * is found by the next round.
 * @returns how many versions and markers were deleted
 * @throws Error naming the first version that could not be
 */
export async function emptyBucket(bucket: string, clients: Asked): Promise<number> {
  try {
    await abortUploads(bucket, clients);
    return await deleteVersions(bucket, clients);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

/** One that the deletion of its stack has left. */
export async function deleteBucket(bucket: string, clients: Asked): Promise<void> {
  await emptyBucket(bucket, clients);
  await clients.s3.send(new DeleteBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

async function deleteVersions(Bucket: string, { s3 }: Asked): Promise<number> {
  let deleted = 0;
  // From the beginning each time: what was listed is gone.
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, EncodingType: 'url' }),
    );
    const found = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: decoded(Key!), VersionId }));
    if (found.length === 0) return deleted;
    await deleteBatch(
      Bucket,
      found.filter(({ Key }) => !CONTROL.test(Key)),
      { s3 },
    );
    for (const { Key, VersionId } of found.filter((one) => CONTROL.test(one.Key))) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true }));
    }
    deleted += found.length;
  }
}

async function deleteBatch(Bucket: string, Objects: ObjectIdentifier[], { s3 }: Asked): Promise<void> {
  if (Objects.length === 0) return;
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true }, BypassGovernanceRetention: true }),
  );
  const [first] = Errors;
  if (first === undefined) return;
  throw new Error(
    `s3://${Bucket}/${first.Key} (version ${first.VersionId}) cannot be deleted: ${first.Code} ${first.Message}. What is locked in governance mode needs s3:BypassGovernanceRetention.`,
  );
}

/** As S3 encodes keys in listings: some characters are none of XML. */
const decoded = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no batch can name
const CONTROL = /[\u0000-\u001f\ufffe\uffff]/;

async function abortUploads(Bucket: string, { s3 }: Asked): Promise<void> {
  for (;;) {
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, EncodingType: 'url' }));
    if (Uploads.length === 0) return;
    for (const { Key, UploadId } of Uploads) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: decoded(Key!), UploadId }));
    }
  }
}

const isGone = (error: unknown) => error instanceof NoSuchBucket || (error as Error).name === 'NoSuchBucket';
