import { Duration, Stack } from 'aws-cdk-lib';
import { BlockPublicAccess, type Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { endsHistory, type LifecycleRuleProperties, lifecycleProblems } from './lifecycle-rules';
import type { Retention } from './retention';

export interface ProtectedPrefix {
  readonly bucket: Bucket;
  readonly resource: CfnBucket;
  readonly prefix: string;
  readonly retention: Retention;
}

/**
 * Sets on a bucket of this app what a restore needs. Rules that the bucket brings itself are left, and checked when the
 * app is synthesised, so that rules added later are seen too.
 */
export function protectBucket({ bucket, resource, prefix, retention }: ProtectedPrefix): void {
  resource.versioningConfiguration ??= { status: 'Enabled' };
  resource.publicAccessBlockConfiguration ??= BlockPublicAccess.BLOCK_ALL;
  blockCustomerKeys(resource);

  const days = retention.objectHistory.toDays();
  const name = prefix.replace(/[^A-Za-z0-9]+/g, '-');
  bucket.addLifecycleRule({
    id: `pegasus-backup-uploads-${name}`,
    prefix,
    abortIncompleteMultipartUploadAfter: Duration.days(7),
  });
  if (!endsHistory(prefix, rulesOf(resource))) {
    bucket.addLifecycleRule({
      id: `pegasus-backup-history-${name}`,
      prefix,
      noncurrentVersionExpiration: retention.objectHistory,
    });
  }
  bucket.node.addValidation({ validate: () => lifecycleProblems(prefix, days, rulesOf(resource)) });
}

/** Ransomware encrypts objects again with a key that only the attacker has. */
function blockCustomerKeys(resource: CfnBucket): void {
  resource.bucketEncryption ??= {
    serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  };
  resource.addPropertyOverride(
    'BucketEncryption.ServerSideEncryptionConfiguration.0.BlockedEncryptionTypes.EncryptionType',
    ['SSE-C'],
  );
}

function rulesOf(resource: CfnBucket): LifecycleRuleProperties[] {
  const lifecycle: { rules?: LifecycleRuleProperties[] } | undefined = Stack.of(resource).resolve(
    resource.lifecycleConfiguration,
  );
  return lifecycle?.rules ?? [];
}
