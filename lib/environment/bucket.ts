import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { SAFE_BUCKET } from '../evidence/evidence-bucket';
import type { ExistingBucket } from './settings';

export function newBucket(scope: Construct, accessLogs: IBucket): Bucket {
  return new Bucket(scope, 'Objects', {
    ...SAFE_BUCKET,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'objects/',
  });
}

export function existingBucket(scope: Construct, { bucketName, encryptionKeyArn }: ExistingBucket): IBucket {
  return Bucket.fromBucketAttributes(scope, 'Objects', {
    bucketName,
    encryptionKey: encryptionKeyArn ? Key.fromKeyArn(scope, 'ObjectsKey', encryptionKeyArn) : undefined,
  });
}
