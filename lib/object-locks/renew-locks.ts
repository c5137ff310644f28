import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { longestLockDays, RENEWAL_KEYS } from '../../domain/objects/lock-renewal';
import type { RenewLocksEnvironment } from '../../lambda/object-locks/renew-locks';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import type { Retention } from '../options/retention';

export interface LockedBucket {
  readonly bucket: IBucket;
  readonly retention: Retention;
}

/** It reads and writes no object but its own note, and can make no lock shorter. */
export const renewLocks = ({ bucket, retention }: LockedBucket): HandlerDefinition<RenewLocksEnvironment> => {
  const historyDays = retention.objectHistory.toDays();
  return {
    bundle: 'renew-locks',
    description: 'RenewLocks: makes the locks of the copies longer that would end while the object is still current',
    environment: { LOCKED_BUCKET: bucket.bucketName, OBJECT_HISTORY_DAYS: String(historyDays) },
    permissions: [
      {
        reason: 'lists every version; without the right to list, a missing object is answered with AccessDenied',
        actions: ['s3:ListBucketVersions', 's3:ListBucket', 's3:GetBucketObjectLockConfiguration'],
        resources: [bucket.bucketArn],
      },
      {
        reason: 'asks how long a version is locked',
        actions: ['s3:GetObjectRetention'],
        resources: [bucket.arnForObjects('*')],
      },
      {
        reason: 'makes a lock longer, and none longer than this: a lock in compliance mode is never taken back',
        actions: ['s3:PutObjectRetention'],
        resources: [bucket.arnForObjects('*')],
        conditions: {
          NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': String(longestLockDays(historyDays)) },
        },
      },
      {
        reason: 'notes down how far it came',
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: Object.values(RENEWAL_KEYS).map((key) => bucket.arnForObjects(key)),
      },
    ],
    timeout: LONGEST,
    memorySize: 1024,
  };
};
