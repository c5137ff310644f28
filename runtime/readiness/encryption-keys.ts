import { DescribeKeyCommand, type KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand, type S3Client } from '@aws-sdk/client-s3';

/** The key that S3 takes when it is told `aws:kms` and no key. */
const MANAGED = 'alias/aws/s3';

/** `Enabled`, `Disabled`, `PendingDeletion`, …; `NotFound` when there is no such key. */
export async function keyState(client: KMSClient, key: string): Promise<string> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
    return KeyMetadata?.KeyState ?? 'without a state';
  } catch (error) {
    if (error instanceof NotFoundException) return 'NotFound';
    throw error;
  }
}

/** The key of KMS that new objects are encrypted with; null when S3 encrypts them with its own. */
export async function bucketKey(client: S3Client, bucket: string): Promise<string | null> {
  const answer = await client.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
  const byDefault = answer.ServerSideEncryptionConfiguration?.Rules?.map(
    ({ ApplyServerSideEncryptionByDefault }) => ApplyServerSideEncryptionByDefault,
  ).find((rule) => rule?.SSEAlgorithm?.startsWith('aws:kms'));
  return byDefault === undefined ? null : (byDefault.KMSMasterKeyID ?? MANAGED);
}
