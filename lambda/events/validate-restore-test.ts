import { BackupClient } from '@aws-sdk/client-backup';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { RECOVERY_ENDED, recoveryEnded } from '../../domain/checks/recovery-ended';
import { RECOVERY_POINT, recoveryPoint } from '../../domain/checks/recovery-point';
import { type RestoreTestVerdict, restoreTestKey, restoreTestVerdict } from '../../domain/checks/restore-test';
import { ROWS_PRESENT, rowsPresent } from '../../domain/checks/rows-present';
import { parseReferences, type Reference } from '../../domain/references/references';
import { seconds } from '../../domain/request/target-time';
import { mail } from '../../domain/workflow/mail-text';
import type { CheckResult } from '../../domain/workflow/workflow';
import { carryOut } from '../../runtime/checks/run-check';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import { connect, parseDatabaseSecret } from '../../runtime/database/postgres';
import { RestoreJobs } from '../../runtime/database/restore-jobs';
import { openTested } from '../../runtime/database/restore-test-session';
import { RestoredRows } from '../../runtime/database/restored-rows';
import { Evidence } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { once } from '../../runtime/execution/memoize';
import { Notifications } from '../../runtime/execution/notifications';
import { patience } from '../../runtime/execution/poll-until';
import { Secrets } from '../../runtime/execution/secrets';
import { ReferenceRows } from '../../runtime/references/reference-rows';
import { environment, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface ValidateRestoreTestEnvironment extends DatabaseEnvironment {
  readonly DATABASE_SECRET_ARN: string;
  readonly REFERENCES: string;
  readonly EVIDENCE_BUCKET: string;
  readonly NOTIFICATION_TOPIC_ARN: string;
  readonly PAIR: string;
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
    await world.notifications.publish(
      'Restore test FAILED',
      mail([`AWS Backup, job ${restoreJobId}: ${verdict.message}`]),
    );
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
        const { found, unreadable } = await referenceRows.discover(references);
        const counted = await referenceRows.count(found);
        return rowsPresent(counted.counts, [...unreadable, ...counted.unreadable]);
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
/** What is under way when the time is over must end before the handler. */
const SESSION = { readOnly: true, statementTimeoutMilliseconds: 45_000 };

export const handler = stepHandler<unknown, RestoreTestVerdict>('ValidateRestoreTest', (event, context) => {
  const variables = environment<ValidateRestoreTestEnvironment>({
    ...DATABASE_VARIABLES,
    DATABASE_SECRET_ARN: 'required',
    REFERENCES: 'required',
    EVIDENCE_BUCKET: 'required',
    NOTIFICATION_TOPIC_ARN: 'required',
    PAIR: 'required',
  });
  const { DATABASE_SECRET_ARN: secretArn } = variables;
  const secrets = new Secrets(new SecretsManagerClient({}));
  const jobs = new RestoreJobs(new BackupClient({}));
  return validateRestoreTest(event, {
    references: parseReferences(variables.REFERENCES),
    open: async (jobId) => {
      const { session, snapshotTime } = await openTested(jobId, {
        jobs,
        databases: databasesOf(variables),
        patience: patience(context, LOOK_AGAIN_MILLISECONDS),
        connect: (endpoint) => connect({ secretArn, ...endpoint, ...SESSION }, secrets),
        credentials: async () => parseDatabaseSecret((await secrets.read(secretArn)).text),
      });
      const referenceRows = new ReferenceRows(session);
      return {
        snapshotTime,
        rows: new RestoredRows(session),
        referenceRows: {
          discover: (references) => referenceRows.discover(references),
          count: (found) => referenceRows.count(found, () => timeLeft(context, 'ending')),
        },
        close: () => session.end(),
      };
    },
    jobs,
    evidence: new Evidence(new S3Client({}), variables.EVIDENCE_BUCKET),
    notifications: new Notifications(variables.NOTIFICATION_TOPIC_ARN, variables.PAIR),
  });
});
