import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SAFE_BUCKET } from './evidence-bucket';

const KEEP = Duration.days(365);

/** Who has read and written the buckets: S3's server access logs, kept for a year. */
export class AccessLogs extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      ...SAFE_BUCKET,
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ expiration: KEEP, abortIncompleteMultipartUploadAfter: Duration.days(7) }],
    });
  }
}
