import {
  type BackupClient,
  DescribeRestoreJobCommand,
  PutRestoreValidationResultCommand,
} from '@aws-sdk/client-backup';
import type { RestoreTestVerdict } from '../../domain/checks/restore-test';

/** What a restore job of AWS Backup has made of what; both by the last part of their ARNs, as RDS names them. */
export interface RestoreJob {
  readonly databaseIdentifier: string;
  /** `awsbackup:job-…` */
  readonly snapshotIdentifier: string;
}

const DATABASE = /^arn:[^:]+:rds:[^:]*:[^:]*:db:(.+)$/;
const SNAPSHOT = /^arn:[^:]+:rds:[^:]*:[^:]*:snapshot:(.+)$/;

export class RestoreJobs {
  constructor(private readonly client: BackupClient) {}

  /** @throws Error when the job is none that made a database instance of a snapshot */
  async describe(jobId: string): Promise<RestoreJob> {
    const job = await this.client.send(new DescribeRestoreJobCommand({ RestoreJobId: jobId }));
    const databaseIdentifier = DATABASE.exec(job.CreatedResourceArn ?? '')?.[1];
    const snapshotIdentifier = SNAPSHOT.exec(job.RecoveryPointArn ?? '')?.[1];
    if (databaseIdentifier === undefined || snapshotIdentifier === undefined) {
      throw new Error(
        `The restore job ${jobId} made \`${job.CreatedResourceArn}\` of \`${job.RecoveryPointArn}\`; only a database instance made of its snapshot can be validated.`,
      );
    }
    return { databaseIdentifier, snapshotIdentifier };
  }

  async answer(jobId: string, { status, message }: RestoreTestVerdict): Promise<void> {
    await this.client.send(
      new PutRestoreValidationResultCommand({
        RestoreJobId: jobId,
        ValidationStatus: status,
        ValidationStatusMessage: message,
      }),
    );
  }
}
