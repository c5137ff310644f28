import {
  type DBInstance,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  type ModifyDBInstanceMessage,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBParameters,
  paginateDescribeDBSnapshots,
  type RDSClient,
  RebootDBInstanceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import type { DatabaseSettings } from '../../domain/database-configuration';
import { classifyDatabaseError } from '../../domain/database-errors';
import type { ParameterGroupValues } from '../../domain/database-manifest';
import { ErrorName, PegasusError } from '../../domain/errors';
import type { SnapshotFacts } from '../../domain/recovery-points';
import { seconds } from '../../domain/target-time';
import type { RecoveryPoint } from '../../domain/workflow';
import { restoreParameters, settingsOf } from './database-settings';

/** A database instance in the words of this project; times are whole seconds UTC. */
export interface DatabaseInstance {
  readonly identifier: string;
  readonly resourceId: string;
  readonly status: string;
  readonly host?: string;
  readonly port?: number;
  readonly databaseName?: string;
  readonly latestRestorableTime?: string;
  /** Modifications accepted and not yet carried out. */
  readonly pending: readonly string[];
  /** Parameters wait for a reboot. */
  readonly pendingReboot: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** Roles for features as `s3Import`. */
  readonly roles: readonly { readonly feature: string; readonly role: string }[];
  readonly settings: DatabaseSettings;
}

/** The database to come. */
export interface RestoreOrder {
  readonly source: { readonly identifier: string; readonly resourceId: string };
  readonly identifier: string;
  readonly point: RecoveryPoint;
  readonly settings: DatabaseSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * RDS. Errors that may pass come out as `Retryable`, all others as `DatabaseRefused` with what to do; paging ends here.
 */
export class Databases {
  constructor(private readonly client: RDSClient) {}

  /** @returns undefined when there is no such instance */
  async describe(identifier: string): Promise<DatabaseInstance | undefined> {
    try {
      const answer = await this.client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
      const [instance] = answer.DBInstances ?? [];
      return instance === undefined ? undefined : instanceOf(instance);
    } catch (error) {
      if (isNamed(error, /^DBInstanceNotFound/)) return undefined;
      throw databaseError(`describe ${identifier}`, error);
    }
  }

  /** Since when a database can go back; undefined when it keeps no automated backups. */
  async earliestRestorableTime(resourceId: string): Promise<string | undefined> {
    return (await this.restoreWindow(resourceId)).earliest;
  }

  /** How far its automated backups reach; they may outlive the database. */
  async restoreWindow(resourceId: string): Promise<{ readonly earliest?: string; readonly latest?: string }> {
    return await attempt(`describe the automated backups of ${resourceId}`, async () => {
      const pages = paginateDescribeDBInstanceAutomatedBackups({ client: this.client }, { DbiResourceId: resourceId });
      const earliest: (Date | undefined)[] = [];
      const latest: (Date | undefined)[] = [];
      for await (const { DBInstanceAutomatedBackups = [] } of pages) {
        earliest.push(...DBInstanceAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.EarliestTime));
        latest.push(...DBInstanceAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.LatestTime));
      }
      const [first] = inOrder(earliest);
      // The second that begins before it cannot be restored.
      return {
        earliest: first && seconds(Math.ceil(first.getTime() / 1000) * 1000),
        latest: whole(inOrder(latest).at(-1)),
      };
    });
  }

  /** All snapshots of a database, or the one of that name, whose database it may be. */
  async snapshots(of: { readonly database: string } | { readonly snapshot: string }): Promise<SnapshotFacts[]> {
    const [what, filter] =
      'database' in of
        ? [of.database, { DBInstanceIdentifier: of.database }]
        : [of.snapshot, { DBSnapshotIdentifier: of.snapshot }];
    return await attempt(`describe the snapshots ${what}`, async () => {
      const found: SnapshotFacts[] = [];
      try {
        for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client: this.client }, filter)) {
          found.push(
            ...DBSnapshots.map((snapshot) => ({
              id: snapshot.DBSnapshotIdentifier ?? '',
              status: snapshot.Status ?? 'unknown',
              databaseTime: whole(snapshot.SnapshotDatabaseTime),
              sourceIdentifier: snapshot.DBInstanceIdentifier ?? '',
              sourceResourceId: snapshot.DbiResourceId,
            })),
          );
        }
      } catch (error) {
        if (!isNamed(error, /^DBSnapshotNotFound/)) throw error;
      }
      return found;
    });
  }

  /** What somebody has set in a parameter group. */
  async parameterGroup(name: string): Promise<ParameterGroupValues> {
    return await attempt(`describe the parameter group ${name}`, async () => {
      const values: Record<string, string> = {};
      const pages = paginateDescribeDBParameters(
        { client: this.client },
        { DBParameterGroupName: name, Source: 'user' },
      );
      for await (const { Parameters = [] } of pages) {
        for (const { ParameterName, ParameterValue } of Parameters) {
          if (ParameterName !== undefined && ParameterValue !== undefined) values[ParameterName] = ParameterValue;
        }
      }
      return { name, values };
    });
  }

  /** Asks for the restore. @returns false when an instance of that name exists already */
  async restore({ source, identifier, point, settings, tags }: RestoreOrder): Promise<boolean> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const parameters = { ...restoreParameters(settings), Tags };
    try {
      if (point.kind === 'time') {
        await this.client.send(
          new RestoreDBInstanceToPointInTimeCommand({
            ...parameters,
            SourceDbiResourceId: source.resourceId,
            TargetDBInstanceIdentifier: identifier,
            RestoreTime: new Date(point.time),
          }),
        );
      } else {
        await this.client.send(
          new RestoreDBInstanceFromDBSnapshotCommand({
            ...parameters,
            DBInstanceIdentifier: identifier,
            DBSnapshotIdentifier: point.snapshotId,
          }),
        );
      }
      return true;
    } catch (error) {
      if (isNamed(error, /^DBInstanceAlreadyExists/)) return false;
      throw databaseError(`restore ${source.identifier} as ${identifier}`, error);
    }
  }

  async modify(identifier: string, modification: Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'>): Promise<void> {
    await attempt(`modify ${identifier}`, () =>
      this.client.send(
        new ModifyDBInstanceCommand({ ...modification, DBInstanceIdentifier: identifier, ApplyImmediately: true }),
      ),
    );
  }

  async reboot(identifier: string): Promise<void> {
    await attempt(`reboot ${identifier}`, () =>
      this.client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: identifier })),
    );
  }

  /** Deletes without a final snapshot: a failed instance cannot be deleted otherwise. Whose it is, the caller knows. */
  async delete(identifier: string): Promise<void> {
    await attempt(`delete ${identifier}`, () =>
      this.client.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: identifier,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    );
  }
}

function instanceOf(db: DBInstance): DatabaseInstance {
  const applied = ['in-sync', 'applying'];
  return {
    identifier: db.DBInstanceIdentifier ?? '',
    resourceId: db.DbiResourceId ?? '',
    status: db.DBInstanceStatus ?? 'unknown',
    host: db.Endpoint?.Address,
    port: db.Endpoint?.Port,
    databaseName: db.DBName,
    latestRestorableTime: whole(db.LatestRestorableTime),
    pending: Object.entries(db.PendingModifiedValues ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name),
    pendingReboot: (db.DBParameterGroups ?? []).some(
      ({ ParameterApplyStatus = 'in-sync' }) => !applied.includes(ParameterApplyStatus),
    ),
    tags: Object.fromEntries((db.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    roles: (db.AssociatedRoles ?? []).map(({ FeatureName = '', RoleArn = '' }) => ({
      feature: FeatureName,
      role: RoleArn,
    })),
    settings: settingsOf(db),
  };
}

const inOrder = (times: readonly (Date | undefined)[]): Date[] =>
  times.filter((time) => time !== undefined).sort((a, b) => a.getTime() - b.getTime());

const whole = (time: Date | undefined): string | undefined => time && seconds(time.getTime());

const isNamed = (error: unknown, name: RegExp): boolean => error instanceof Error && name.test(error.name);

async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw databaseError(what, error);
  }
}

function databaseError(what: string, error: unknown): PegasusError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = error instanceof Error && 'code' in error ? String(error.code) : name;
  const verdict = [name, code].map(classifyDatabaseError).find(({ outcome }) => outcome !== 'refuse');
  if (verdict?.outcome === 'retry') {
    return new PegasusError(ErrorName.RETRYABLE, `RDS could not ${what} just now (${name}): ${message}`, {
      cause: error,
    });
  }
  const refused = verdict ?? classifyDatabaseError(name);
  const advice = refused.outcome === 'retry' ? '' : refused.advice;
  return new PegasusError(ErrorName.DATABASE_REFUSED, `RDS refuses to ${what} (${name}: ${message}); ${advice}.`, {
    cause: error,
  });
}
