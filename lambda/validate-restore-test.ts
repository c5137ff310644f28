import { BackupClient } from '@aws-sdk/client-backup';
import { S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import { z } from 'zod';
import { RECOVERY_ENDED, recoveryEnded } from '../domain/checks/recovery-ended';
import { RECOVERY_POINT, recoveryPoint } from '../domain/checks/recovery-point';
import { ROWS_PRESENT, rowsPresent } from '../domain/checks/rows-present';
import { ErrorName } from '../domain/errors';
import { parseReferences, type Reference } from '../domain/references';
import { type RestoreTestVerdict, restoreTestKey, restoreTestVerdict } from '../domain/restore-test';
import { seconds } from '../domain/target-time';
import type { CheckResult } from '../domain/workflow';
import { carryOut } from './checks/carry-out';
import { Evidence } from './clients/evidence';
import { Notifications } from './clients/notifications';
import { connect } from './clients/postgres';
import { ReferenceRows } from './clients/reference-rows';
import { RestoreJobs } from './clients/restore-jobs';
import { RestoredRows } from './clients/restored-rows';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from './databases/connect';
import type { DatabaseKind } from './databases/database-kind';
import { lookUntilFound, type Patience, patience } from './polling';
import { once } from './readiness/once';
import { environment, stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface ValidateRestoreTestEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
}

/** The database that AWS Backup has restored, as far as our checks look at it. */
export interface TestedDatabase {
  /** Whole seconds UTC: the last transaction that the snapshot holds. */
  readonly snapshotTime: string;
  readonly rows: Pick<RestoredRows, 'inRecovery' | 'newestHeartbeat'>;
  readonly referenceRows: Pick<ReferenceRows, 'discover' | 'count'>;
  close(): Promise<void>;
}

export interface ValidateRestoreTestWorld {
  readonly references: readonly Reference[];
  readonly open: (jobId: string) => Promise<TestedDatabase>;
  readonly jobs: Pick<RestoreJobs, 'answer'>;
  readonly evidence: Pick<Evidence, 'putJson'>;
  readonly notifications: Pick<Notifications, 'publish'>;
}

const restoreJobEvent = z.object({ detail: z.object({ restoreJobId: z.string() }) });

/**
 * When AWS Backup has restored a snapshot for a restore test: our checks of a restored database, and their verdict as the
 * answer. Whatever goes wrong is a FAILED test; an answer that cannot be given leaves the test unvalidated, which AWS
 * Backup shows as timed out.
 */
export async function validateRestoreTest(
  event: unknown,
  world: ValidateRestoreTestWorld,
): Promise<RestoreTestVerdict> {
  const { restoreJobId } = restoreJobEvent.parse(event).detail;
  const checks = await checkRestored(
    once(() => world.open(restoreJobId)),
    world.references,
  );
  const verdict = restoreTestVerdict(checks);
  await world.jobs.answer(restoreJobId, verdict);
  await world.evidence.putJson(restoreTestKey(restoreJobId), { restoreJobId, ...verdict, checks });
  if (verdict.status === 'FAILED') {
    await world.notifications.publish('Restore test FAILED', `AWS Backup, job ${restoreJobId}: ${verdict.message}`);
  }
  return verdict;
}

async function checkRestored(
  open: () => Promise<TestedDatabase>,
  references: readonly Reference[],
): Promise<readonly CheckResult[]> {
  try {
    return [
      await carryOut(RECOVERY_ENDED, async () => recoveryEnded(await (await open()).rows.inRecovery())),
      await carryOut(ROWS_PRESENT, async () => {
        const { referenceRows } = await open();
        const { found } = await referenceRows.discover(references);
        return rowsPresent(await referenceRows.count(found));
      }),
      await carryOut(RECOVERY_POINT, async () => {
        const { rows, snapshotTime } = await open();
        const newest = await rows.newestHeartbeat();
        const recoveredTo = newest ? seconds(Date.parse(newest.writtenAt)) : snapshotTime;
        return recoveryPoint({ recoveredTo, recoveredToSource: newest ? 'heartbeat' : 'request' }, snapshotTime);
      }),
    ];
  } finally {
    await open().then(
      (database) => database.close(),
      () => undefined,
    );
  }
}

const LOOK_AGAIN_MILLISECONDS = 15_000;

export const handler = stepHandler<unknown, RestoreTestVerdict>('ValidateRestoreTest', (event, context) => {
  const variables = environment<ValidateRestoreTestEnvironment>({
    ...DATABASE_VARIABLES,
    DATABASE_SECRET_ARN: 'required',
    REFERENCES: 'required',
    EVIDENCE_BUCKET: 'required',
    NOTIFICATION_TOPIC_ARN: 'required',
  });
  const jobs = new RestoreJobs(new BackupClient({}));
  return validateRestoreTest(event, {
    references: parseReferences(variables.REFERENCES),
    open: (jobId) =>
      openTested(
        jobId,
        { jobs, databases: databasesOf(variables) },
        variables.DATABASE_SECRET_ARN,
        patience(context, LOOK_AGAIN_MILLISECONDS),
      ),
    jobs,
    evidence: new Evidence(new S3Client({}), variables.EVIDENCE_BUCKET),
    notifications: new Notifications(variables.NOTIFICATION_TOPIC_ARN),
  });
});

async function openTested(
  jobId: string,
  { jobs, databases }: { readonly jobs: RestoreJobs; readonly databases: DatabaseKind },
  secretArn: string,
  waiting: Patience,
): Promise<TestedDatabase> {
  const { databaseIdentifier, snapshotIdentifier } = await jobs.describe(jobId);
  const [snapshot] = await databases.backupSnapshots({ snapshot: snapshotIdentifier });
  const snapshotTime = snapshot?.databaseTime;
  if (snapshotTime === undefined) throw new Error(`RDS does not say of what moment ${snapshotIdentifier} is.`);
  const restored = await databases.describe(databaseIdentifier);
  if (restored?.host === undefined) throw new Error(`RDS does not say where ${databaseIdentifier} is.`);
  const { host, port, databaseName: database } = restored;
  const client = await lookUntilFound<Client>(async () => {
    try {
      return { found: await connect({ secretArn, host, port, database, readOnly: true }) };
    } catch (error) {
      if (error instanceof Error && error.name === ErrorName.RETRYABLE) return { waitingFor: error.message };
      throw error;
    }
  }, waiting);
  return {
    snapshotTime,
    rows: new RestoredRows(client),
    referenceRows: new ReferenceRows(client),
    close: () => client.end(),
  };
}
