import type { IBucket } from 'aws-cdk-lib/aws-s3';

export enum ReplicationMode {
  /** Nothing is replicated. */
  NONE = 'none',
  /** Delete markers too: the copy can take the place of the bucket. */
  STANDBY = 'standby',
  /** No delete markers: what was deleted out of malice is still there. */
  VAULT = 'vault',
}

/** The copy of the protected objects in another bucket. S3 never replicates the deletion of a version. */
export class Replication {
  /**
   * A copy that follows deletions, so that the same rewind works there.
   *
   * @param bucket versioned bucket to replicate to; without one a bucket is made beside the protected one
   */
  static standby(bucket?: IBucket): Replication {
    return new Replication(ReplicationMode.STANDBY, bucket);
  }

  /**
   * A copy that keeps what is deleted.
   *
   * @param bucket versioned bucket to replicate to; without one a bucket is made beside the protected one
   */
  static vault(bucket?: IBucket): Replication {
    return new Replication(ReplicationMode.VAULT, bucket);
  }

  /** No copy: the versions in the protected bucket are all there is. */
  static none(): Replication {
    return new Replication(ReplicationMode.NONE);
  }

  private constructor(
    readonly mode: ReplicationMode,
    readonly bucket?: IBucket,
  ) {}
}
