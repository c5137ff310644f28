import {
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from '@aws-sdk/client-rds';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { CheckResult } from '../../../domain/workflow/workflow';
import type { Installation, Stage } from '../model';
import { currentDatabaseUrl } from '../stage';
import { readWriters } from '../writers';
import { lock } from './check';
import { readObjects, readVersions } from './objects';
import { flat, readRows } from './rows';
import { asBefore, same } from './verdict';

/** Everything of production that a drill must leave as it is: name → content. */
export type Everything = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Production as seen from outside; there are no writes meanwhile. */
export async function lookAtEverything(stage: Stage, { trafficParameter }: Installation): Promise<Everything> {
  const { rds, s3, ssm, secrets, bucket, databaseSecretArn } = stage;
  const [rows, objects, versions, instances, snapshots, backups, parameter, secret] = await Promise.all([
    readRows(await currentDatabaseUrl(stage)),
    readObjects(s3, bucket),
    readVersions(s3, bucket),
    rds.send(new DescribeDBInstancesCommand({})),
    rds.send(new DescribeDBSnapshotsCommand({})),
    rds.send(new DescribeDBInstanceAutomatedBackupsCommand({})),
    ssm.send(new GetParameterCommand({ Name: trafficParameter })),
    secrets.send(new GetSecretValueCommand({ SecretId: databaseSecretArn })),
  ]);
  const databases = (instances.DBInstances ?? []).map(
    ({ DBInstanceIdentifier = '', LatestRestorableTime: _moves, ...settings }) =>
      [DBInstanceIdentifier, JSON.stringify(settings)] as const,
  );
  const { Value = '', Version } = parameter.Parameter ?? {};
  return new Map([
    ['every row', flat(rows)],
    ['every object', objects],
    ['every version', new Map([...versions].map((version) => [version, '']))],
    ['databases and their settings', new Map(databases)],
    ['snapshots', new Map((snapshots.DBSnapshots ?? []).map((one) => [one.DBSnapshotIdentifier ?? '', '']))],
    [
      'automated backups',
      new Map((backups.DBInstanceAutomatedBackups ?? []).map((one) => [one.DbiResourceId ?? '', one.Status ?? ''])),
    ],
    ['traffic parameter', new Map([[`version ${Version}`, Value]])],
    ['other writers', await readWriters(stage.aws)],
    ['cut-over secret', new Map([[`version ${secret.VersionId}`, secret.SecretString ?? '']])],
  ]);
}

/** After an isolated drill: the same in every byte, nothing more and nothing less, and the lock is free. */
export async function checkUntouched(
  stage: Stage,
  installation: Installation,
  before: Everything,
): Promise<readonly CheckResult[]> {
  const now = await lookAtEverything(stage, installation);
  const checks = [...before].map(([name, content]) =>
    asBefore(name, content, now.get(name) ?? new Map(), 'as before the drill'),
  );
  return [...checks, same('lock', 'released', await lock(stage, installation))];
}
