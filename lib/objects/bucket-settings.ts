import { Aspects, Duration, Lazy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, type Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { bucketProblems, type ProtectedPrefix } from './bucket-problems';
import { endsHistory, lifecycleRulesOf } from './lifecycle-rules';

/**
 * Sets on a bucket of this app what a restore needs. What the bucket brings itself is left, and checked when the app is
 * synthesised, so that settings made later are seen too.
 */
export function protectBucket(store: ProtectedPrefix): void {
  const { bucket, resource, prefix, retention } = store;
  resource.versioningConfiguration ??= { status: 'Enabled' };
  resource.publicAccessBlockConfiguration ??= BlockPublicAccess.BLOCK_ALL;
  blockCustomerKeys(resource);
  refusePlainText(bucket);
  sendEvents(bucket, resource);

  const name = prefix.replace(/[^A-Za-z0-9]+/g, '-');
  bucket.addLifecycleRule({
    id: `pegasus-backup-uploads-${name}`,
    prefix,
    abortIncompleteMultipartUploadAfter: Duration.days(7),
  });
  if (!endsHistory(prefix, lifecycleRulesOf(resource))) {
    bucket.addLifecycleRule({
      id: `pegasus-backup-history-${name}`,
      prefix,
      noncurrentVersionExpiration: retention.objectHistory,
    });
  }
  bucket.node.addValidation({ validate: () => bucketProblems(store) });
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

/** As `enforceSSL` does it, on a bucket that may have been made without. */
function refusePlainText(bucket: Bucket): void {
  if (JSON.stringify(bucket.policy?.document.toJSON() ?? {}).includes('aws:SecureTransport')) return;
  bucket.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
}

/**
 * To EventBridge, for AWS Backup and other listeners. The notifications of a bucket that has some are set by a custom
 * resource of CDK, which takes all others away: there it has to do it.
 */
function sendEvents(bucket: Bucket, resource: CfnBucket): void {
  const hasOthers = () => bucket.node.tryFindChild('Notifications')?.node.tryFindChild('Resource') !== undefined;
  resource.notificationConfiguration ??= Lazy.any({
    produce: () => (hasOthers() ? undefined : { eventBridgeConfiguration: { eventBridgeEnabled: true } }),
  });
  Aspects.of(bucket).add({
    visit: (node) => {
      if (node === bucket && hasOthers()) bucket.enableEventBridgeNotification();
    },
  });
}
