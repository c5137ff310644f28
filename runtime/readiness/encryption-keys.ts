import { DescribeKeyCommand, type KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand, type S3Client } from '@aws-sdk/client-s3';
import type { KeyFound } from '../../domain/readiness/encryption-keys';

/** The key that S3 takes when it is told `aws:kms` and no key. */
const MANAGED = 'alias/aws/s3';

/** Its state is `Enabled`, `Disabled`, `PendingDeletion`, …; `NotFound` when there is no such key. */
export async function describeKey(client: KMSClient, key: string): Promise<KeyFound> {
  try {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: key }));
    return {
      arn: KeyMetadata?.Arn ?? key,
      state: KeyMetadata?.KeyState ?? 'without a state',
      ofAws: KeyMetadata?.KeyManager === 'AWS',
    };
  } catch (error) {
    if (error instanceof NotFoundException) return { arn: key, state: 'NotFound' };
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

/** Of an alias the key that it stands for now. */
export const behindAlias = async (ask: (key: string) => Promise<KeyFound>, named: string): Promise<string> =>
  named.includes(':alias/') ? (await ask(named)).arn : named;
