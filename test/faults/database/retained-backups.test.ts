import {
  AddRoleToDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand,
  DescribeDBParametersCommand,
  ModifyDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seconds } from '../../../domain/request/target-time';
import { eventually } from '../../../local/drill/wait';
import { makeBed } from './restore-bed';

// A restore of a real database, on machines that may be busy.

let bed: Awaited<ReturnType<typeof makeBed>>;

beforeAll(async () => {
  bed = await makeBed();
});
afterAll(() => bed.close());

test('the retained backups of a source that was deleted with its parameter group: it comes back as its last manifest says it was', async () => {
  const DBInstanceIdentifier = bed.stage.databaseIdentifier;
  const { rds } = bed.stage;
  const role = { FeatureName: 's3Import', RoleArn: 'arn:aws:iam::000000000000:role/import' };
  await rds.send(new AddRoleToDBInstanceCommand({ DBInstanceIdentifier, ...role }));
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: 'by-hand' }));
  await eventually('the source to be available', async () =>
    (await bed.describe(DBInstanceIdentifier))?.DBInstanceStatus === 'available' ? true : undefined,
  );
  const moment = await bed.restorableTime();
  await bed.writeManifest();
  await rds.send(
    new ModifyDBInstanceCommand({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
  );
  await eventually('the source to be modified', async () =>
    (await bed.describe(DBInstanceIdentifier))?.DBInstanceStatus === 'available' ? true : undefined,
  );
  await rds.send(
    new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: false }),
  );
  await eventually('the source to be gone', async () =>
    (await bed.describe(DBInstanceIdentifier).catch(() => undefined)) === undefined ? true : undefined,
  );
  const [group] = bed.source.DBParameterGroups!;
  await rds.send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: group!.DBParameterGroupName }));

  const planned = await bed.plan('gone', { targetTime: seconds(moment.getTime()) });
  expect(planned.sourceDatabase).toEqual({
    identifier: DBInstanceIdentifier,
    resourceId: bed.source.DbiResourceId,
  });
  const { parameterGroups } = await bed.restore(planned);
  const restoredAs = planned.candidates[0]!.databaseIdentifier;
  const remade = `${restoredAs}-parameters-1`;
  expect(parameterGroups).toEqual([{ of: 'instance', name: 'pegasus-parameters', as: remade }]);
  await bed.untilReady(planned);
  const { converged, recoveredToSource, notProvedSeconds } = await bed.configure(planned, parameterGroups);
  // F89 No heartbeat, and not restarted since: Postgres itself says what recovery replayed last.
  expect(recoveredToSource).toBe('replay');
  expect(notProvedSeconds).toBeLessThan(120);
  expect(converged).toEqual([
    `parameter group pegasus-parameters, made again as ${remade}`,
    'maintenanceWindow',
    'performanceInsights',
    'role arn:aws:iam::000000000000:role/import for s3Import',
  ]);
  const { MultiAZ, VpcSecurityGroups } = bed.source;
  const restored = await bed.describe(restoredAs);
  // The manifest was written while it was still protected.
  expect(restored).toMatchObject({ MultiAZ, VpcSecurityGroups, DeletionProtection: true });
  expect(restored?.DBParameterGroups).toEqual([{ DBParameterGroupName: remade, ParameterApplyStatus: 'in-sync' }]);
  const { Parameters } = await rds.send(
    new DescribeDBParametersCommand({ DBParameterGroupName: remade, Source: 'user' }),
  );
  expect(Parameters).toMatchObject([
    { ParameterName: 'max_connections', ParameterValue: '120' },
    { ParameterName: 'track_commit_timestamp' },
    { ParameterName: 'work_mem', ParameterValue: '8192' },
  ]);
  const { host, port } = { host: restored!.Endpoint!.Address!, port: restored!.Endpoint!.Port! };
  expect(await bed.ask({ host, port }, 'show max_connections')).toBe('120');
});

test('F99 once its automated backups are gone, too, a time is refused, and a snapshot still restores it', async () => {
  bed.aws.rds.intercept = (action) =>
    action === 'DescribeDBInstanceAutomatedBackups'
      ? { status: 404, code: 'DBInstanceAutomatedBackupNotFound', message: 'Automated backup not found.' }
      : undefined;
  const targetTime = seconds(Date.now() - 1_000);
  await expect(bed.plan('no-backups', { targetTime })).rejects.toMatchObject({
    name: 'TargetTimeOutOfRange',
    message: expect.stringMatching(/is gone, and so are its automated backups.* The nearest snapshot is `by-hand`/),
  });
  const planned = await bed.plan('by-snapshot', { snapshot: 'by-hand' });
  const { parameterGroups } = await bed.restore(planned);
  await bed.untilReady(planned);
  await bed.configure(planned, parameterGroups);
  const restored = await bed.describe(planned.candidates[0]!.databaseIdentifier);
  expect(restored).toMatchObject({ DBInstanceStatus: 'available', MultiAZ: bed.source.MultiAZ });
});
