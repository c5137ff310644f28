import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockedEncryptionType,
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Keepers } from '../../domain/objects/keep-policy';
import { READINESS_KEY } from '../../domain/readiness/readiness';
import { DATA_LOSS } from '../../domain/report/data-loss';
import { keepVersions } from '../objects/keep-versions';

/** What every bucket of this project is: versioned, private, over TLS, encrypted with keys of ours, kept. */
export const SAFE_BUCKET: BucketProps = {
  versioned: true,
  enforceSSL: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  encryption: BucketEncryption.S3_MANAGED,
  blockedEncryptionTypes: [BlockedEncryptionType.SSE_C],
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
};

/**
 * Ledger, plans, proofs and reports of every run, and the lock. What is kept is locked by who writes it (Object Lock):
 * a default would also hold what is written over and over, and reports of S3 Batch Operations. Rows and keys of data-loss
 * ledgers expire.
 */
export class EvidenceBucket extends Bucket {
  constructor(scope: Construct, id: string, accessLogs: IBucket, keepLostRows: Duration, keepers?: Keepers) {
    super(scope, id, {
      ...SAFE_BUCKET,
      objectLockEnabled: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // Written anew every quarter of an hour; the metrics are kept for 15 months.
        { prefix: READINESS_KEY, noncurrentVersionExpiration: Duration.days(90) },
        { prefix: DATA_LOSS, expiration: keepLostRows, noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    keepVersions(this, keepers);
  }
}
