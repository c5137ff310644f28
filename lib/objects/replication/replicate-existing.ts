import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ReplicateExistingEnvironment } from '../../../lambda/custom-resources/replicate-existing';
import type { HandlerDefinition } from '../../handler/handler';

/** Where the job lists what it could not replicate. */
export const REPORT_PREFIX = 'batch-replication';

export interface ReplicateExistingResources {
  readonly bucket: IBucket;
  readonly evidence: IBucket;
  readonly jobRole: IRole;
  readonly account: string;
}

export const replicateExisting = ({
  bucket,
  evidence,
  jobRole,
  account,
}: ReplicateExistingResources): HandlerDefinition<ReplicateExistingEnvironment> => ({
  bundle: 'replicate-existing',
  description: 'ReplicateExisting: at deployment, starts the batch replication of what was in the bucket before',
  environment: {
    ACCOUNT_ID: account,
    JOB_ROLE_ARN: jobRole.roleArn,
    REPORT_BUCKET_ARN: evidence.bucketArn,
    REPORT_PREFIX,
  },
  permissions: [
    {
      reason: 'looks whether there is anything to replicate',
      actions: ['s3:ListBucketVersions'],
      resources: [bucket.bucketArn],
    },
    { reason: 'a job knows no resource before it exists', actions: ['s3:CreateJob'], resources: ['*'] },
    {
      reason: 'hands the job its role',
      actions: ['iam:PassRole'],
      resources: [jobRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
    },
  ],
  timeout: Duration.minutes(2),
});
