import { Stack } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { refuseElsewhere } from '../options/same-environment';

const ADVICE = 'give another one, or leave `accessLogs` out, and PegasusBackup makes one';

/** @throws Error for a bucket to which S3 writes no access logs; of an imported one only its place is known */
export function checkAccessLogs(here: IConstruct, accessLogs: IBucket, bucket: IBucket): void {
  refuseElsewhere(here, 'accessLogs', accessLogs, {
    advice: `S3 writes access logs to a bucket of the same account and Region only; ${ADVICE}`,
  });
  const why = accessLogs === bucket ? 'is the protected bucket, which a restore would rewind' : whyUnfit(accessLogs);
  if (why !== undefined) throw new Error(`\`accessLogs\` ${accessLogs.node.path} ${why}: ${ADVICE}.`);
}

function whyUnfit({ node }: IBucket): string | undefined {
  const resource = node.defaultChild;
  if (!CfnBucket.isCfnBucket(resource)) return undefined;
  if (resource.objectLockEnabled === true) return 'has Object Lock, with which S3 writes no access logs to it';
  const encryption = JSON.stringify(Stack.of(resource).resolve(resource.bucketEncryption) ?? {});
  return encryption.includes('"aws:kms')
    ? 'is encrypted with a key of KMS; S3 writes access logs with its own only'
    : undefined;
}
