import type { S3Client } from '@aws-sdk/client-s3';
import { CreateJobCommand, type S3ControlClient } from '@aws-sdk/client-s3-control';
import { versionPages } from './version-pages';

/** A job of S3 Batch Operations to be made. */
export interface ReplicationJob {
  readonly accountId: string;
  readonly bucketArn: string;
  readonly prefix: string;
  readonly roleArn: string;
  /** Where failed objects are listed. */
  readonly reportBucketArn: string;
  readonly reportPrefix: string;
  /** The same token makes the same job. */
  readonly token: string;
}

/** Batch replication: what the rule alone never copies, because it was there before or failed before. */
export class ReplicationJobs {
  constructor(
    private readonly s3: S3Client,
    private readonly control: S3ControlClient,
  ) {}

  async hasObjects(bucket: string, prefix: string): Promise<boolean> {
    for await (const { entries } of versionPages(this.s3, { bucket, prefix })) {
      if (entries.some(({ kind }) => kind === 'version')) return true;
    }
    return false;
  }

  /**
   * S3 makes the list itself: versions of the prefix that a rule is for and that were never replicated, or in vain.
   *
   * @returns id of the job, which goes on by itself
   */
  async start(job: ReplicationJob): Promise<string> {
    const { JobId } = await this.control.send(
      new CreateJobCommand({
        AccountId: job.accountId,
        ClientRequestToken: job.token,
        ConfirmationRequired: false,
        Description: `Replicates what was in ${job.prefix} before`,
        Priority: 10,
        RoleArn: job.roleArn,
        Operation: { S3ReplicateObject: {} },
        ManifestGenerator: {
          S3JobManifestGenerator: {
            SourceBucket: job.bucketArn,
            EnableManifestOutput: false,
            Filter: {
              EligibleForReplication: true,
              ObjectReplicationStatuses: ['NONE', 'FAILED'],
              KeyNameConstraint: { MatchAnyPrefix: [job.prefix] },
            },
          },
        },
        Report: {
          Enabled: true,
          Bucket: job.reportBucketArn,
          Prefix: job.reportPrefix,
          Format: 'Report_CSV_20180820',
          ReportScope: 'FailedTasksOnly',
        },
      }),
    );
    if (JobId === undefined) throw new Error('S3 Control made a job and gave it no id.');
    return JobId;
  }
}
