import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { SwitchDefinition } from './switch-definition';

export const bucketNotificationsSwitch = (bucket: IBucket): SwitchDefinition => ({
  spec: () => ({ kind: 'bucket-notifications', bucket: bucket.bucketName }),
  reads: () => [
    {
      reason: 'reads whom the bucket tells of its events',
      actions: ['s3:GetBucketNotification'],
      resources: [bucket.bucketArn],
    },
  ],
  changes: () => [
    {
      reason: 'takes the notifications of the bucket away and puts them back',
      actions: ['s3:PutBucketNotification'],
      resources: [bucket.bucketArn],
    },
  ],
});
