import {
  AddRoleToDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
} from '@aws-sdk/client-rds';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { seconds } from '../../../domain/request/target-time';
import type { RestorePlan } from '../../../domain/workflow/workflow';
import { withDatabase } from '../../../local/drill/stage';
import { eventually } from '../../../local/drill/wait';
import { makeBed } from './restore-bed';

// Restores of real databases, on machines that may be busy.

let bed: Awaited<ReturnType<typeof makeBed>>;
let time: Date;
/** Restored once; most faults are looked at on it. */
let plan: RestorePlan;
const name = () => plan.candidates[0]!.databaseIdentifier;

beforeAll(async () => {
  bed = await makeBed();
  time = await bed.restorableTime();
  plan = bed.planOf('run-1', time);
});
afterEach(() => {
  bed.aws.rds.intercept = undefined;
  bed.aws.rds.shownStatus = undefined;
});
afterAll(() => bed.close());

/** RDS answers this action with an error, so many times. */
function refusing(action: string, code: string, times = Number.POSITIVE_INFINITY): () => number {
  let calls = 0;
  bed.aws.rds.intercept = (asked) =>
    asked === action && ++calls <= times ? { status: 400, code, message: `as ${code}` } : undefined;
  return () => calls;
}

describe('asking for the restore', () => {
  test.each([
    ['F22 throttled for ever: the machine tries again, then holds', 'Throttling', 'Retryable', /Throttling/],
    [
      'F23 no capacity anywhere: held, with what else to do',
      'InsufficientDBInstanceCapacity',
      'DatabaseRefused',
      /declare `alternativeInstanceClasses`/,
    ],
    ['F24 the quota of instances: named', 'InstanceQuotaExceeded', 'DatabaseRefused', /quota "DB instances"/],
    ['F24 the quota of storage: named', 'StorageQuotaExceeded', 'DatabaseRefused', /quota "Total storage/],
    ['F25 a key that is not accessible: not tried again', 'KMSKeyNotAccessibleFault', 'DatabaseRefused', /enable it/],
    ['F26 point-in-time recovery is off: a snapshot', 'PointInTimeRestoreNotEnabled', 'DatabaseRefused', /`snapshot`/],
    ['F30 access is denied', 'AccessDenied', 'DatabaseRefused', /deploy the stack again/],
  ])('%s', async (_what, code, error, says) => {
    refusing('RestoreDBInstanceToPointInTime', code);
    await expect(bed.restore(plan)).rejects.toMatchObject({ name: error, message: expect.stringMatching(says) });
  });

  test('F09 the name of the source means another instance by now', async () => {
    const other = { ...plan, sourceDatabase: { ...plan.sourceDatabase, resourceId: 'db-OTHER' } };
    await expect(bed.restore(other)).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringContaining('now there is another'),
    });
  });

  test('F31 it is not shown right after it was asked for: waited for', async () => {
    expect(await bed.look(plan)).toMatchObject({ outcome: 'waiting', observed: 'not-found' });
  });

  test('F22 throttled twice, and then it is asked for: once', async () => {
    const calls = refusing('RestoreDBInstanceToPointInTime', 'Throttling', 2);
    expect(await bed.restore(plan)).toMatchObject({ adopted: false });
    expect(calls()).toBe(3);
  });

  test('F21 asked for again by the same run: adopted; by another: left alone', async () => {
    expect(await bed.restore(plan)).toMatchObject({ adopted: true, identifier: name() });
    const stranger = { ...bed.planOf('run-2', time), candidates: plan.candidates };
    await expect(bed.restore(stranger)).rejects.toMatchObject({ name: 'DatabaseNameTaken' });
  });

  test('it becomes ready, and has never been ready before it was available', async () => {
    const seen = await bed.untilReady(plan);
    expect(seen.at(-1)).toBe('available');
    expect(seen[0]).toBe('creating');
  });
});

describe('waiting for it', () => {
  const shows = (...statuses: string[]) => {
    let looks = 0;
    bed.aws.rds.shownStatus = (identifier, status) =>
      identifier === name() ? (statuses[Math.min(looks++, statuses.length - 1)] ?? status) : status;
  };

  test('F27 it flaps back to modifying: stable before ready', async () => {
    shows('available', 'modifying', 'available', 'available');
    expect(await bed.untilReady(plan)).toEqual(['available', 'modifying', 'available']);
  });

  test.each([
    ['storage-full', 'DatabaseRefused'],
    ['restore-error', 'DatabaseFailed'],
    ['incompatible-network', 'DatabaseRefused'],
    ['failed', 'DatabaseFailed'],
    ['stopped', 'DatabaseRefused'],
    ['stopping', 'DatabaseRefused'],
  ])('F28 %s ends the wait at once: %s', async (status, name) => {
    shows(status);
    await expect(bed.look(plan)).rejects.toMatchObject({ name, message: expect.stringContaining(status) });
  });

  test('storage whose blocks are still being loaded can be used', async () => {
    shows('storage-initialization');
    expect(await bed.untilReady(plan)).toEqual(['storage-initialization']);
  });

  test('F23 RDS finds only later that it has no room: held, another moment would not help', async () => {
    shows('insufficient-capacity');
    await expect(bed.look(plan)).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(/Delete it.*`retry`/),
    });
  });

  test('F29 a status that is in no list is waited for some looks, not for twelve hours, and named', async () => {
    shows('polishing');
    const first = await bed.look(plan);
    expect(first).toMatchObject({ outcome: 'waiting', observed: 'polishing' });
    await expect(bed.untilReady(plan)).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(/polishing.*does not know/),
    });
  });

  test('F30 access denied while polling fails at once', async () => {
    const calls = refusing('DescribeDBInstances', 'AccessDenied');
    await expect(bed.look(plan)).rejects.toMatchObject({ name: 'DatabaseRefused' });
    expect(calls()).toBe(1);
  });

  test('F31 it was there and is gone: failed', async () => {
    const before = { outcome: 'waiting', observed: 'creating', polls: 3, readyPolls: 0, since: 'then' } as const;
    await expect(bed.look(bed.planOf('run-3', time), before)).rejects.toMatchObject({ name: 'DatabaseFailed' });
  });
});

describe('making it like the source', () => {
  test('F32 it has the settings of the source: what the restore cannot pass is set afterwards', async () => {
    const before = await bed.describe(name());
    expect(before).toMatchObject({
      MultiAZ: true,
      DeletionProtection: true,
      PerformanceInsightsEnabled: false,
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      TagList: expect.arrayContaining([{ Key: 'cost-center', Value: 'lectures' }]),
    });
    const role = { FeatureName: 's3Import', RoleArn: 'arn:aws:iam::000000000000:role/import' };
    const DBInstanceIdentifier = bed.stage.databaseIdentifier;
    await bed.stage.rds.send(new AddRoleToDBInstanceCommand({ DBInstanceIdentifier, ...role }));
    expect(before?.AssociatedRoles).toEqual([]);
    const { converged } = await bed.configure(plan);
    expect(converged).toEqual(['maintenanceWindow', 'performanceInsights', `role ${role.RoleArn} for s3Import`]);
    const { MultiAZ, DeletionProtection, PerformanceInsightsEnabled, DBParameterGroups } = bed.source;
    expect(await bed.describe(name())).toMatchObject({
      MultiAZ,
      DeletionProtection,
      PerformanceInsightsEnabled,
      DBParameterGroups,
      AssociatedRoles: [{ ...role, Status: 'ACTIVE' }],
    });
  });

  test('F32 a modification that RDS forgets is found by the comparison', async () => {
    await bed.stage.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: name(), MultiAZ: false, ApplyImmediately: true }),
    );
    await bed.untilReady(plan);
    bed.aws.rds.intercept = (action, parameters) => {
      if (action === 'ModifyDBInstance') parameters.delete('MultiAZ');
      return undefined;
    };
    await expect(bed.configure(plan)).rejects.toMatchObject({
      name: 'DatabaseDiffers',
      message: expect.stringMatching(/1 setting.*`multiAz`: the source has true, the restored database false/),
    });
    bed.aws.rds.intercept = undefined;
    expect((await bed.configure(plan)).converged).toContain('maintenanceWindow');
  });

  test('F33 parameters that wait for a reboot get it', async () => {
    await bed.stage.rds.send(
      new ModifyDBParameterGroupCommand({
        DBParameterGroupName: bed.source.DBParameterGroups![0]!.DBParameterGroupName,
        Parameters: [{ ParameterName: 'max_connections', ParameterValue: '130', ApplyMethod: 'pending-reboot' }],
      }),
    );
    const applied = async () => (await bed.describe(name()))?.DBParameterGroups?.[0]?.ParameterApplyStatus;
    expect(await applied()).toBe('pending-reboot');
    await bed.configure(plan);
    expect(await applied()).toBe('in-sync');
  });

  test('F36 the password of the source was changed since: the restored database is given the one of today', async () => {
    const secret = JSON.parse(bed.aws.secrets.value(bed.stage.databaseSecretArn));
    const password = 'rotated since then';
    await bed.stage.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: bed.stage.databaseIdentifier, MasterUserPassword: password }),
    );
    await eventually('the source to be modified', async () =>
      (await bed.describe(bed.stage.databaseIdentifier))?.DBInstanceStatus === 'available' ? true : undefined,
    );
    bed.aws.secrets.put(bed.stage.databaseSecretArn, JSON.stringify({ ...secret, password }));
    const asked: (string | null)[] = [];
    bed.aws.rds.intercept = (action, parameters) => {
      if (parameters.has('MasterUserPassword')) asked.push(`${action} ${parameters.get('DBInstanceIdentifier')}`);
      return undefined;
    };
    expect((await bed.configure(plan)).converged).toContain('masterPassword');
    expect(asked).toEqual([`ModifyDBInstance ${name()}`]);
    await bed.configure(plan);
    expect(asked).toHaveLength(1);
  });

  test('F37 a heartbeat that is newer than the target time: the wrong moment; F89 one that is 121 s older: less certain', async () => {
    const endpoint = await bed.configure(plan);
    const secret = JSON.parse(bed.aws.secrets.value(bed.stage.databaseSecretArn));
    const database = new Client({
      host: endpoint.host,
      port: endpoint.port,
      user: secret.username,
      password: secret.password,
      database: secret.dbname,
    });
    await database.connect();
    await database.query('create schema if not exists pegasus_backup');
    await database.query(
      'create table if not exists pegasus_backup.heartbeat (id text primary key, written_at timestamptz not null)',
    );
    const beat = (id: string, at: Date) =>
      database.query('insert into pegasus_backup.heartbeat values ($1, $2)', [id, at]);
    try {
      await beat('in time', time);
      expect(await bed.configure(plan)).toMatchObject({ recoveredToSource: 'heartbeat', recoveredTo: plan.targetTime });
      await beat('late', new Date(time.getTime() + 1_000));
      await expect(bed.configure(plan)).rejects.toMatchObject({
        name: 'WrongRecoveryPoint',
        message: expect.stringContaining('newer than'),
      });
      await database.query('delete from pegasus_backup.heartbeat');
      await beat('too old', new Date(time.getTime() - 121_000));
      expect(await bed.configure(plan)).toMatchObject({ recoveredToSource: 'heartbeat', notProvedSeconds: 121 });
    } finally {
      await database.end();
    }
  });

  test('what was written to the restored database is not in the source', async () => {
    expect((await bed.describe(bed.stage.databaseIdentifier))?.DbiResourceId).toBe(bed.source.DbiResourceId);
    await withDatabase(bed.stage, async (database) => {
      const { rows } = await database.query("select to_regclass('pegasus_backup.heartbeat') as beats");
      expect(rows).toEqual([{ beats: null }]);
    });
  });
});

test('what will stay with the old database is in the plan, by what AWS tells before anything is frozen', async () => {
  const { DBInstanceArn } = bed.source;
  const target = `${DBInstanceArn}-green`;
  bed.aws.rds.blueGreen.push({ name: 'to-18', source: DBInstanceArn!, target, status: 'AVAILABLE' });
  bed.aws.rds.blueGreen.push({ name: 'of-others', source: target, target: `${target}-2`, status: 'AVAILABLE' });
  const { notes } = await bed.plan('staying', { targetTime: plan.targetTime });
  expect(notes).toEqual([
    expect.stringMatching(/^proxies of RDS .*: pegasus-proxy$/),
    expect.stringMatching(/^alarms watch the old database .*: pegasus-database-cpu$/),
    expect.stringMatching(/^blue\/green deployments .*: to-18 \(AVAILABLE\); do not switch over/),
  ]);
});

describe('what there is to restore from', () => {
  test('a snapshot of AWS Backup, named by its id, comes back as the source is', async () => {
    const id = await bed.aws.rds.takeBackupJobSnapshot(bed.stage.databaseIdentifier);
    const planned = await bed.plan('from-aws-backup', { snapshot: id });
    expect(planned.candidates[0]).toMatchObject({ recoveryPoint: { kind: 'snapshot', snapshotId: id } });
    await bed.restore(planned);
    await bed.untilReady(planned);
    expect((await bed.configure(planned)).name).toBe('pegasus');
  });

  test('an automated snapshot, named by its id', async () => {
    await bed.aws.rds.takeAutomatedBackup(bed.stage.databaseIdentifier);
    const { DBSnapshots = [] } = await bed.stage.rds.send(
      new DescribeDBSnapshotsCommand({ SnapshotType: 'automated' }),
    );
    const id = DBSnapshots.at(-1)!.DBSnapshotIdentifier!;
    expect((await bed.plan('from-automated', { snapshot: id })).candidates[0]).toMatchObject({
      recoveryPoint: { kind: 'snapshot', snapshotId: id },
    });
  });

  test('F08 a snapshot that is deleted, or of another database, is refused', async () => {
    await expect(bed.plan('from-nothing', { snapshot: 'never-taken' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/no snapshot `never-taken`.*awsbackup:job/),
    });
    await bed.stage.rds.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: name(), DBSnapshotIdentifier: 'others' }),
    );
    await bed.untilReady(plan);
    await expect(bed.plan('from-others', { snapshot: 'others' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining(`is of ${name()}`),
    });
  });

  test.each([
    ['F03 in the future', 3_600_000, 'InvalidRequest', /future/],
    ['F04 before the first backup', -3_600_000, 'TargetTimeOutOfRange', /nearest snapshot is/],
  ])('%s: refused', async (_what, from, error, says) => {
    const targetTime = seconds(Date.now() + from);
    await expect(bed.plan(`refused-${error.toLowerCase()}`, { targetTime })).rejects.toMatchObject({
      name: error,
      message: expect.stringMatching(says),
    });
  });

  test('F06 a fraction of a second is refused with the whole seconds beside it', async () => {
    const targetTime = plan.targetTime.replace('Z', '.900Z');
    await expect(bed.plan('fraction', { targetTime })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining(`give ${plan.targetTime}, or `),
    });
  });
});
