import { join } from 'node:path';
import { LOCAL_REGION } from '../service';
import { Bucket } from './bucket';
import { s3Error } from './errors';
import { type EventName, type Notification, notificationsOf } from './notifications';
import type { Stored } from './versions';

export interface StoreOptions {
  /** Large bodies lie in a folder of this one, made when needed and removed on close. */
  readonly directory: string;
  /** @default - the clock of this machine */
  readonly now?: () => Date;
  /** How long RestoreObject takes to thaw an archived object in the Standard tier. @default 0 */
  readonly thawSeconds?: number;
  /** Hears of the events of buckets, once for each that a bucket's notifications name. @default - they reach nothing */
  readonly notify?: (notification: Notification) => void;
  /** The least size of every part but the last. @default - 5 MiB, as S3 */
  readonly minimumPartSize?: number;
}

/** Everything this S3 holds. */
export class Store {
  readonly region = LOCAL_REGION;
  readonly bodies: string;
  readonly buckets = new Map<string, Bucket>();
  /** ARNs of keys of KMS with which nothing can be decrypted. */
  readonly disabledKeys = new Set<string>();
  readonly thawSeconds: number;
  readonly minimumPartSize: number;
  private readonly notify: (notification: Notification) => void;
  /** Number of requests to delete a version by its id. */
  versionDeletes = 0;
  private readonly clock: () => Date;

  constructor(options: StoreOptions) {
    this.bodies = join(options.directory, 's3-bodies');
    this.clock = options.now ?? (() => new Date());
    this.thawSeconds = options.thawSeconds ?? 0;
    this.minimumPartSize = options.minimumPartSize ?? 5 * 1024 * 1024;
    this.notify = options.notify ?? (() => {});
  }

  raise(bucket: Bucket, event: EventName, key: string): void {
    for (const notification of notificationsOf(bucket, event, key)) this.notify(notification);
  }

  /** Milliseconds, cut to the whole second that S3 shows. */
  now(): number {
    return this.stored().lastModified;
  }

  /** The times of what is stored now, from one look at the clock. */
  stored(): Stored {
    const storedAt = this.clock().getTime();
    return { lastModified: Math.floor(storedAt / 1000) * 1000, storedAt };
  }

  /** @throws S3Error NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw s3Error('NoSuchBucket', { BucketName: name });
    return bucket;
  }

  /** @returns what puts every bucket back as it is now, as often as it is called */
  checkpoint(): () => void {
    const kept = [...this.buckets.values()].map((bucket) => bucket.copy());
    return () => {
      this.buckets.clear();
      for (const bucket of kept) this.buckets.set(bucket.name, bucket.copy());
    };
  }

  create(name: string, objectLock = false, ownership?: string): Bucket {
    const bucket = new Bucket(name, this.now(), objectLock, ownership);
    this.buckets.set(name, bucket);
    return bucket;
  }
}
