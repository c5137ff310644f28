import type { IBucket, ObjectLockMode } from 'aws-cdk-lib/aws-s3';

export enum ReplicationMode {
  /** Nothing is replicated. */
  NONE = 'none',
  /** Delete markers too: the copy can replace the bucket. */
  STANDBY = 'standby',
  /** No delete markers: maliciously deleted objects are kept. */
  VAULT = 'vault',
}

export interface ReplicationOptions {
  /**
   * Replication within 15 minutes, for 99.99 % of the objects, and a metric of what is late. S3 charges it by the
   * gigabyte.
   *
   * @default false
   */
  readonly timeControl?: boolean;

  /**
   * What was in the bucket before is copied by a job of S3 Batch Operations, started when replication is deployed.
   *
   * @default true
   */
  readonly existingObjects?: boolean;

  /**
   * Mode of the locks of a vault that is made; of one that is given, what `BackupBucket` wants them to be. COMPLIANCE cannot be taken back: no principal, the root user of the account
   * included, deletes a copy while it is locked, and each is locked while it is current. Recommended for production, in
   * an account of its own (`BackupDestination`).
   *
   * @default ObjectLockMode.GOVERNANCE
   */
  readonly objectLockMode?: ObjectLockMode;

  /**
   * Name of the role that replicates. A bucket of another account admits it by this name (`BackupDestination`).
   *
   * @default - a name made by CloudFormation
   */
  readonly roleName?: string;
}

/** The copy of the protected objects in another bucket. S3 never replicates the deletion of a version. */
export class Replication {
  /**
   * A copy that follows deletions, so that the same rewind works there.
   *
   * @param bucket versioned bucket to replicate to; without one a bucket is made beside the protected one
   */
  static standby(bucket?: IBucket, options?: ReplicationOptions): Replication {
    return new Replication(ReplicationMode.STANDBY, bucket, options);
  }

  /**
   * A copy that keeps what is deleted.
   *
   * @param bucket versioned bucket to replicate to; without one a bucket is made beside the protected one
   */
  static vault(bucket?: IBucket, options?: ReplicationOptions): Replication {
    return new Replication(ReplicationMode.VAULT, bucket, options);
  }

  /** No copy: the versions in the protected bucket are all there is. */
  static none(): Replication {
    return new Replication(ReplicationMode.NONE);
  }

  private constructor(
    readonly mode: ReplicationMode,
    readonly bucket?: IBucket,
    readonly options: ReplicationOptions = {},
  ) {}
}
