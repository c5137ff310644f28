import { RESTORE_TEST_TAG } from '../../domain/checks/restore-test';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { type Patience, pollUntil } from '../execution/poll-until';
import type { DatabaseEndpoint, DatabaseKind, FoundDatabase } from './database-kind';
import { type DatabaseSecret, PasswordRefused } from './postgres';
import type { RestoreJobs } from './restore-jobs';

/** A session in the database that AWS Backup has restored, and of what moment its snapshot is. */
export interface TestedSession<Session> {
  readonly session: Session;
  /** Whole seconds UTC: the last transaction that the snapshot holds. */
  readonly snapshotTime: string;
}

export interface TestedDatabaseWorld<Session> {
  readonly jobs: Pick<RestoreJobs, 'describe'>;
  readonly databases: Pick<DatabaseKind, 'backupSnapshots' | 'describe' | 'setMasterPassword'>;
  readonly patience: Patience;
  /** With what the secret holds now. */
  connect(endpoint: DatabaseEndpoint): Promise<Session>;
  /** As the secret holds them now. */
  credentials(): Promise<Pick<DatabaseSecret, 'username' | 'password'>>;
}

/**
 * Opens what a restore job of AWS Backup has made. It has the password that was valid when its snapshot was taken; where
 * the secret was rotated since, it is given today's: it is a test's, and is deleted after it.
 */
export async function openTested<Session>(
  jobId: string,
  { jobs, databases, patience, connect, credentials }: TestedDatabaseWorld<Session>,
): Promise<TestedSession<Session>> {
  const { databaseIdentifier, snapshotIdentifier } = await jobs.describe(jobId);
  const [snapshot] = await databases.backupSnapshots({ snapshot: snapshotIdentifier });
  const snapshotTime = snapshot?.databaseTime;
  if (snapshotTime === undefined) throw new Error(`RDS does not say of what moment ${snapshotIdentifier} is.`);
  const restored = await databases.describe(databaseIdentifier);
  const { host, port, databaseName: database } = restored ?? {};
  if (restored === undefined || host === undefined || port === undefined) {
    throw new Error(`RDS does not say where ${databaseIdentifier} is.`);
  }
  let passwordSet = false;
  const session = await pollUntil<Session>(async () => {
    try {
      return { found: await connect({ host, port, database }) };
    } catch (error) {
      if (error instanceof PasswordRefused && !passwordSet) {
        const { username, password } = await credentials();
        requireSettable(restored, username, error);
        await databases.setMasterPassword?.(databaseIdentifier, password);
        passwordSet = true;
      } else if (
        !(error instanceof PasswordRefused || (error instanceof Error && error.name === ErrorName.RETRYABLE))
      ) {
        throw error;
      }
      return { waitingFor: error.message };
    }
  }, patience);
  return { session, snapshotTime };
}

/** Only a database that AWS Backup made for a test is changed, and only the password of its master user can be set. */
function requireSettable({ identifier, tags, settings }: FoundDatabase, username: string, refused: Error): void {
  const because =
    tags[RESTORE_TEST_TAG] === undefined
      ? `it has no tag \`${RESTORE_TEST_TAG}\`, so it is none that a restore test made`
      : username !== settings.masterUsername
        ? `only that of its master user \`${settings.masterUsername}\` can be set from outside`
        : undefined;
  if (because === undefined) return;
  throw new PegasusError(
    ErrorName.DATABASE_REFUSED,
    `${identifier} refuses the password of \`${username}\` that the secret holds now, and it is not given that password: ${because}.`,
    { cause: refused },
  );
}
