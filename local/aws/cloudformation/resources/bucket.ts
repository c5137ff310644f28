import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

const retention = z.strictObject({
  DefaultRetention: z.strictObject({
    Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
    Days: z.number().optional(),
    Years: z.number().optional(),
  }),
});

/** Versioning and object lock have an effect; what is `unknown` has none here: nothing expires, is copied or is refused. */
const Properties = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  ObjectLockEnabled: z.boolean().optional(),
  ObjectLockConfiguration: z
    .strictObject({ ObjectLockEnabled: z.literal('Enabled'), Rule: retention.optional() })
    .optional(),
  BucketEncryption: z.unknown().optional(),
  LifecycleConfiguration: z.unknown().optional(),
  ReplicationConfiguration: z.unknown().optional(),
  LoggingConfiguration: z.unknown().optional(),
  NotificationConfiguration: z.unknown().optional(),
  OwnershipControls: z.unknown().optional(),
  PublicAccessBlockConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export async function createBucket(request: ResourceRequest): Promise<Resource> {
  const { BucketName, VersioningConfiguration, ObjectLockEnabled, ObjectLockConfiguration } = Properties.parse(
    request.properties,
  );
  const { s3 } = request.services;
  const name = BucketName ?? physicalName(request, 63).toLowerCase();
  await s3.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: ObjectLockEnabled }));
  if (VersioningConfiguration) await s3.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration }));
  if (ObjectLockConfiguration) {
    await s3.send(new PutObjectLockConfigurationCommand({ Bucket: name, ObjectLockConfiguration }));
  }
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.us-east-1.amazonaws.com`,
    },
  };
}
