import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type S3Client,
  type LifecycleRule as SdkLifecycleRule,
} from '@aws-sdk/client-s3';
import { type HistorySettings, type LifecycleRule, rulesOn } from '../../domain/objects/lifecycle-horizon';
import { ARCHIVES } from '../../domain/objects/restored-class';
import type { Location } from '../../domain/workflow/workflow';
import { isNotImplemented } from './s3-errors';

/** Reads how far a bucket's history reaches back, as far as its settings tell. */
export async function bucketHistory(client: S3Client, bucket: string): Promise<HistorySettings> {
  const [{ Status }, rules] = await Promise.all([
    client.send(new GetBucketVersioningCommand({ Bucket: bucket })),
    lifecycleRules(client, bucket),
  ]);
  return { versioning: Status ?? 'off', rules: rules.map(lifecycleRule) };
}

/** The storage classes to which rules move what is no longer current below the prefix. */
export async function lateClasses(client: S3Client, { bucket, prefix }: Location): Promise<readonly string[]> {
  const rules = (await lifecycleRules(client, bucket)).map(lifecycleRule);
  return [...new Set(rulesOn(rules, prefix).flatMap(({ noncurrentClasses = [] }) => noncurrentClasses))];
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
  const noncurrentMoves = rule.NoncurrentVersionTransitions ?? [];
  const moves = [...(rule.Transitions ?? []), ...noncurrentMoves];
  return {
    id: rule.ID ?? 'without a name',
    enabled: rule.Status === 'Enabled',
    prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? '',
    noncurrentDays: NoncurrentDays,
    newerNoncurrentVersions: NewerNoncurrentVersions,
    // Cleaning up expired delete markers is no expiry of objects, and excludes one.
    expiresCurrent: rule.Expiration?.Days !== undefined || rule.Expiration?.Date !== undefined,
    noncurrentClasses: noncurrentMoves.flatMap(({ StorageClass }) => StorageClass ?? []),
    archive: moves.find(({ StorageClass }) => ARCHIVES.has(StorageClass ?? ''))?.StorageClass,
  };
}
