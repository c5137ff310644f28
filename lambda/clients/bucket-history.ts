import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type S3Client,
  type LifecycleRule as SdkLifecycleRule,
} from '@aws-sdk/client-s3';
import type { HistorySettings, LifecycleRule } from '../../domain/object-horizon';
import { isNotImplemented } from './store-errors';

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
  return {
    id: rule.ID ?? 'without a name',
    enabled: rule.Status === 'Enabled',
    prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? '',
    noncurrentDays: NoncurrentDays,
    newerNoncurrentVersions: NewerNoncurrentVersions,
  };
}
