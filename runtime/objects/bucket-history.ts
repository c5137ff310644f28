import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type S3Client,
  type LifecycleRule as SdkLifecycleRule,
} from '@aws-sdk/client-s3';
import type { HistorySettings, LifecycleRule } from '../../domain/objects/lifecycle-horizon';
import { isNotImplemented } from './s3-errors';

/** Objects in these classes must be thawed for hours before they can be copied. */
const ARCHIVES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/** Reads how far a bucket's history reaches back, as far as its settings tell. */
export async function bucketHistory(client: S3Client, bucket: string): Promise<HistorySettings> {
  const [{ Status }, rules] = await Promise.all([
    client.send(new GetBucketVersioningCommand({ Bucket: bucket })),
    lifecycleRules(client, bucket),
  ]);
  return { versioning: Status ?? 'off', rules: rules.map(lifecycleRule) };
}

async function lifecycleRules(client: S3Client, bucket: string): Promise<readonly SdkLifecycleRule[]> {
  try {
    return (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }))).Rules ?? [];
  } catch (error) {
    if ((error as Error).name === 'NoSuchLifecycleConfiguration' || isNotImplemented(error)) return [];
    throw error;
  }
}

function lifecycleRule(rule: SdkLifecycleRule): LifecycleRule {
  const { NoncurrentDays, NewerNoncurrentVersions } = rule.NoncurrentVersionExpiration ?? {};
  const moves = [...(rule.Transitions ?? []), ...(rule.NoncurrentVersionTransitions ?? [])];
  return {
    id: rule.ID ?? 'without a name',
    enabled: rule.Status === 'Enabled',
    prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? '',
    noncurrentDays: NoncurrentDays,
    newerNoncurrentVersions: NewerNoncurrentVersions,
    // Cleaning up expired delete markers is no expiry of objects, and excludes one.
    expiresCurrent: rule.Expiration?.Days !== undefined || rule.Expiration?.Date !== undefined,
    archive: moves.find(({ StorageClass }) => ARCHIVES.includes(StorageClass ?? ''))?.StorageClass,
  };
}
