import { classifyDatabaseError, type DatabaseErrorVerdict } from '../../../domain/database/rds-errors';
import { seconds } from '../../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import { isTransient } from '../../execution/retryable-errors';

/** On everything that a run makes. */
export const RUN_TAG = 'pegasus-backup:run';

const inOrder = (times: readonly (Date | undefined)[]): Date[] =>
  times.filter((time) => time !== undefined).sort((a, b) => a.getTime() - b.getTime());

export const whole = (time: Date | undefined): string | undefined => time && seconds(time.getTime());

/** From the earliest to the latest of them. A second that has begun before the earliest cannot be restored. */
export function windowOf(earliest: readonly (Date | undefined)[], latest: readonly (Date | undefined)[]) {
  const [first] = inOrder(earliest);
  return {
    earliest: first && seconds(Math.ceil(first.getTime() / 1000) * 1000),
    latest: whole(inOrder(latest).at(-1)),
  };
}

export const named = (values: readonly (string | undefined)[] | undefined): string[] =>
  (values ?? []).filter((value) => value !== undefined).sort();

export const tagsOf = (tags: readonly { readonly Key?: string; readonly Value?: string }[] | undefined) =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

export const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Where what is done in the database is streamed to; null where it is not, or not any more. */
export const streaming = (db: {
  readonly ActivityStreamStatus?: string;
  readonly ActivityStreamKinesisStreamName?: string;
}): string | null =>
  /^start/.test(db.ActivityStreamStatus ?? '') ? (db.ActivityStreamKinesisStreamName ?? 'a stream') : null;

/** The roles that RDS assumes for features, and those that are on their way; one that it cannot assume is none. */
export function associated(
  roles: readonly { readonly FeatureName?: string; readonly RoleArn?: string; readonly Status?: string }[] | undefined,
) {
  const found = (roles ?? []).map(({ FeatureName: feature = '', RoleArn: role = '', Status = 'ACTIVE' }) => ({
    feature,
    role,
    status: Status,
  }));
  return {
    roles: found.filter(({ status }) => status !== 'INVALID').map(({ feature, role }) => ({ feature, role })),
    pendingRoles: found.filter(({ status }) => status === 'PENDING').map(({ role }) => `role ${role}`),
  };
}

export const isNamed = (error: unknown, name: RegExp): boolean => error instanceof Error && name.test(error.name);

/** RDS names a database without backups (deleted with them, or never had any) as an error: nothing can be restored then. */
export async function unlessNoBackups(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isNamed(error, /^DB(Instance|Cluster)AutomatedBackupNotFound/)) throw error;
  }
}

/** @throws PegasusError `Retryable` or `DatabaseRefused` */
export async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw databaseError(what, error);
  }
}

/** What has been said of an error already stays. */
export function databaseError(what: string, error: unknown): PegasusError {
  if (error instanceof PegasusError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const verdict = verdictOn(error);
  return verdict.outcome === 'retry'
    ? new PegasusError(ErrorName.RETRYABLE, `RDS could not ${what} just now (${name}): ${message}`, { cause: error })
    : new PegasusError(ErrorName.DATABASE_REFUSED, `RDS refuses to ${what} (${name}: ${message}); ${verdict.advice}.`, {
        cause: error,
      });
}

/** Trouble of any service passes; what RDS means by an error of its own, its name says. */
export const verdictOn = (error: unknown): DatabaseErrorVerdict =>
  isTransient(error) ? { outcome: 'retry' } : classifyDatabaseError(error instanceof Error ? error.name : '');
