import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AddTagsToResourceCommand,
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBProxyCommand,
  CreateDBSnapshotCommand,
  CreateDBSubnetGroupCommand,
  type DBInstance,
  DeleteDBInstanceCommand,
  DeregisterDBProxyTargetsCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  DescribeDBInstancesCommand,
  DescribeDBParametersCommand,
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetsCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
  RDSClient,
  RebootDBInstanceCommand,
  RegisterDBProxyTargetsCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { LocalRds } from '../../../../local/aws/rds/local-rds';

// Each test waits for several Postgres servers to start, on machines that may be busy.

const PASSWORD = `it's a "secret" \\ $1`;
const SOURCE = 'pegasus';

let directory: string;
let rds: LocalRds;
let server: Server;
let client: RDSClient;
const log: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), `pegasus rds '%-`));
  rds = new LocalRds({ directory, log: (line) => log.push(line), keeperMilliseconds: 300 });
  server = createServer((request, response) => void rds.handle(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  client = new RDSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await client.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: 'pegasus-parameters',
      DBParameterGroupFamily: 'postgres18',
      Description: 'as production',
    }),
  );
  await client.send(
    new ModifyDBParameterGroupCommand({
      DBParameterGroupName: 'pegasus-parameters',
      Parameters: [
        { ParameterName: 'work_mem', ParameterValue: '8192', ApplyMethod: 'immediate' },
        { ParameterName: 'max_connections', ParameterValue: '150', ApplyMethod: 'pending-reboot' },
      ],
    }),
  );
  await client.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'pegasus-subnets',
      DBSubnetGroupDescription: 'private',
      SubnetIds: ['subnet-1', 'subnet-2'],
    }),
  );
  const { DBInstance: created } = await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: SOURCE,
      DBInstanceClass: 'db.r8g.large',
      Engine: 'postgres',
      MasterUsername: 'pegasus',
      MasterUserPassword: PASSWORD,
      DBName: 'lectures',
      BackupRetentionPeriod: 7,
      DBParameterGroupName: 'pegasus-parameters',
      DBSubnetGroupName: 'pegasus-subnets',
      VpcSecurityGroupIds: ['sg-1', 'sg-2'],
      MultiAZ: true,
      DeletionProtection: true,
      EnableIAMDatabaseAuthentication: true,
      EnableCloudwatchLogsExports: ['postgresql'],
      MonitoringInterval: 60,
      MonitoringRoleArn: 'arn:aws:iam::000000000000:role/monitoring',
      StorageEncrypted: true,
      CopyTagsToSnapshot: true,
      Tags: [{ Key: 'team', Value: 'learning & <teaching>' }],
    }),
  );
  expect(created).toMatchObject({ DBInstanceStatus: 'creating', DBInstanceIdentifier: SOURCE });
  expect(created?.Endpoint).toBeUndefined();
  const database = await connect(await available(SOURCE));
  await database.query('CREATE TABLE writes (id int PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())');
  await database.end();
});

afterAll(async () => {
  client?.destroy();
  await rds?.close();
  server?.close();
  await rm(directory, { recursive: true, force: true });
});

async function instance(identifier: string): Promise<DBInstance> {
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
  return DBInstances![0]!;
}

/** Waits for the status, and notes those on the way. */
async function available(identifier: string, seen = new Set<string>(), wanted = 'available'): Promise<DBInstance> {
  for (;;) {
    const found = await instance(identifier);
    seen.add(found.DBInstanceStatus!);
    if (found.DBInstanceStatus === wanted) return found;
    if (/error|failed|incompatible/.test(found.DBInstanceStatus!))
      throw new Error(`${identifier} is ${found.DBInstanceStatus}: ${log.join('\n')}`);
    await delay(5);
  }
}

/** Waits until `time` can be restored to. */
async function restorable(time: Date): Promise<void> {
  while (((await instance(SOURCE)).LatestRestorableTime ?? new Date(0)) <= time) await delay(20);
}

async function connect({ Endpoint }: DBInstance, password = PASSWORD, database = 'lectures'): Promise<Client> {
  const connection = new Client({
    host: Endpoint!.Address,
    port: Endpoint!.Port,
    user: 'pegasus',
    password,
    database,
    ssl: false,
  });
  await connection.connect();
  return connection;
}

async function onSource<Result>(run: (database: Client) => Promise<Result>): Promise<Result> {
  const database = await connect(await instance(SOURCE));
  try {
    return await run(database);
  } finally {
    await database.end();
  }
}

async function writesIn(restored: DBInstance): Promise<number[]> {
  const database = await connect(restored);
  const { rows } = await database.query<{ id: number }>('SELECT id FROM writes ORDER BY id');
  await database.end();
  return rows.map(({ id }) => id);
}

/** A whole second with no write of ours within half a second around it. */
async function quietSecond(): Promise<Date> {
  const second = new Date(Math.ceil((Date.now() + 20) / 1000) * 1000);
  await delay(second.getTime() - Date.now() + 20);
  return second;
}

const restoreTo = (identifier: string, RestoreTime: Date, others = {}) =>
  client.send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDBInstanceIdentifier: SOURCE,
      TargetDBInstanceIdentifier: identifier,
      RestoreTime,
      ...others,
    }),
  );

const drop = (identifier: string) =>
  client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true }));

test('remembers how an instance was created, and says it', async () => {
  const found = await instance(SOURCE);
  expect(found).toMatchObject({
    DBInstanceClass: 'db.r8g.large',
    Engine: 'postgres',
    MasterUsername: 'pegasus',
    DBName: 'lectures',
    BackupRetentionPeriod: 7,
    MultiAZ: true,
    DeletionProtection: true,
    IAMDatabaseAuthenticationEnabled: true,
    EnabledCloudwatchLogsExports: ['postgresql'],
    MonitoringInterval: 60,
    StorageEncrypted: true,
    DBParameterGroups: [{ DBParameterGroupName: 'pegasus-parameters', ParameterApplyStatus: 'in-sync' }],
    DBSubnetGroup: { DBSubnetGroupName: 'pegasus-subnets' },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }, { VpcSecurityGroupId: 'sg-2' }],
    TagList: [{ Key: 'team', Value: 'learning & <teaching>' }],
    Endpoint: { Address: '127.0.0.1' },
  });
  expect(found.DbiResourceId).toMatch(/^db-[A-Z2-7]{26}$/);
});

test('checks the password', async () => {
  await expect(connect(await instance(SOURCE), 'wrong password')).rejects.toThrow('password authentication failed');
});

test('gives the master user what RDS gives it, which is not to be superuser', async () => {
  const { rows } = await onSource((database) =>
    database.query(`SELECT rolsuper, rolcreatedb, rolcreaterole, pg_has_role('rds_superuser', 'member') AS member,
                           current_setting('work_mem') AS work_mem, current_setting('max_connections') AS connections
                    FROM pg_roles WHERE rolname = current_user`),
  );
  expect(rows).toEqual([
    { rolsuper: false, rolcreatedb: true, rolcreaterole: true, member: true, work_mem: '8MB', connections: '150' },
  ]);
});

test('restores exactly the writes up to the time, although base backups were taken while they came and after it', async () => {
  const database = await connect(await instance(SOURCE));
  let next = 1;
  let writing = true;
  const writer = (async () => {
    while (writing) await database.query('INSERT INTO writes (id) VALUES ($1)', [next++]);
  })();
  await rds.takeAutomatedBackup(SOURCE);
  writing = false;
  await writer;
  const target = await quietSecond();
  const before = next;
  await database.query('INSERT INTO writes (id) VALUES ($1)', [next++]);
  await database.end();
  await rds.takeAutomatedBackup(SOURCE);
  await restorable(target);

  const seen = new Set<string>();
  await restoreTo('restored', target);
  const restored = await available('restored', seen);
  expect([...seen]).toEqual(expect.arrayContaining(['creating', 'available']));
  expect(before).toBeGreaterThan(10);
  expect(await writesIn(restored)).toEqual(Array.from({ length: before - 1 }, (_, index) => index + 1));
  expect(await writesIn(await instance(SOURCE))).toContain(before);
});

test('loses on a restore what RDS loses, and keeps what was passed', async () => {
  const lost = await instance('restored');
  expect(lost).toMatchObject({
    MultiAZ: false,
    DeletionProtection: false,
    IAMDatabaseAuthenticationEnabled: false,
    EnabledCloudwatchLogsExports: [],
    MonitoringInterval: 0,
    CopyTagsToSnapshot: false,
    DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18' }],
    DBSubnetGroup: { DBSubnetGroupName: 'default' },
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-default' }],
    TagList: [],
  });
  const kept = {
    DBInstanceClass: 'db.r8g.large',
    BackupRetentionPeriod: 7,
    StorageEncrypted: true,
    MasterUsername: 'pegasus',
  };
  expect(lost).toMatchObject(kept);
  const database = await connect(lost);
  const { rows } = await database.query('SHOW work_mem');
  await database.end();
  expect(rows).toEqual([{ work_mem: '4MB' }]);

  const source = await instance(SOURCE);
  await client.send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDbiResourceId: source.DbiResourceId,
      TargetDBInstanceIdentifier: 'passed',
      UseLatestRestorableTime: true,
      DBParameterGroupName: 'pegasus-parameters',
      VpcSecurityGroupIds: ['sg-1'],
      MultiAZ: true,
      Tags: [{ Key: 'pegasus-backup:run', Value: 'one' }],
    }),
  );
  expect(await available('passed')).toMatchObject({
    ...kept,
    MultiAZ: true,
    DBParameterGroups: [{ DBParameterGroupName: 'pegasus-parameters', ParameterApplyStatus: 'in-sync' }],
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
    TagList: [{ Key: 'pegasus-backup:run', Value: 'one' }],
  });
  await drop('passed');
});

test('says a latest restorable time that can be reached at once, on a quiet database too', async () => {
  const quiet = await quietSecond();
  await restorable(new Date(quiet.getTime() + 1000));
  const { LatestRestorableTime } = await instance(SOURCE);
  await restoreTo('latest', new Date(LatestRestorableTime!.getTime() - 1000));
  expect(await writesIn(await available('latest'))).toEqual(await writesIn(await instance(SOURCE)));
  await drop('latest');
});

test('restores a database that was itself restored', async () => {
  const restored = await instance('restored');
  const database = await connect(restored);
  await database.query('DELETE FROM writes WHERE id > 3');
  await database.end();
  const target = await quietSecond();
  while (((await instance('restored')).LatestRestorableTime ?? new Date(0)) <= target) await delay(20);
  await restoreTo('again', target, { SourceDBInstanceIdentifier: 'restored' });
  expect(await writesIn(await available('again'))).toEqual([1, 2, 3]);
  await drop('again');
});

test('IOPS are set together with the size of the volume, and not on a small one of gp3', async () => {
  const modify = (change: object) =>
    client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: SOURCE, Iops: 12_000, ...change }));
  await expect(modify({})).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  await expect(modify({ AllocatedStorage: 399 })).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
});

test('refuses a time outside the window, and to choose between times', async () => {
  const { DBInstanceAutomatedBackups: backups } = await client.send(
    new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: SOURCE }),
  );
  const { EarliestTime, LatestTime } = backups![0]!.RestoreWindow!;
  expect(backups![0]).toMatchObject({ Status: 'active' });
  const before = new Date(Math.ceil(EarliestTime!.getTime() / 1000) * 1000 - 1000);
  await expect(restoreTo('never', before)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const after = new Date(LatestTime!.getTime() + 60_000);
  await expect(restoreTo('never', after)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(restoreTo('never', new Date(), { UseLatestRestorableTime: true })).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  });
  await expect(restoreTo('restored', new Date())).rejects.toBeDefined();
  await expect(instance('never')).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
});

test('a proxy has one target, which stays until it is taken away', async () => {
  const proxy = { DBProxyName: 'door' };
  const targets = async () => (await client.send(new DescribeDBProxyTargetsCommand(proxy))).Targets;
  await client.send(
    new CreateDBProxyCommand({ ...proxy, EngineFamily: 'POSTGRESQL', RoleArn: 'arn:role', VpcSubnetIds: ['subnet-a'] }),
  );
  expect((await client.send(new DescribeDBProxiesCommand({}))).DBProxies).toMatchObject([proxy]);
  expect(await targets()).toEqual([]);
  const to = { ...proxy, DBInstanceIdentifiers: [SOURCE] };
  await client.send(new RegisterDBProxyTargetsCommand(to));
  expect(await targets()).toMatchObject([{ Type: 'RDS_INSTANCE', RdsResourceId: SOURCE }]);
  await expect(client.send(new RegisterDBProxyTargetsCommand(to))).rejects.toMatchObject({
    name: 'DBProxyTargetAlreadyRegisteredFault',
  });
  await client.send(new DeregisterDBProxyTargetsCommand(to));
  expect(await targets()).toEqual([]);
});

test('names its errors as the SDK knows them', async () => {
  const missing = { SourceDBInstanceIdentifier: 'missing' };
  await expect(restoreTo('never', new Date(), missing)).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
  const target = new Date((await instance(SOURCE)).LatestRestorableTime!.getTime() - 1000);
  await expect(restoreTo('restored', target)).rejects.toMatchObject({ name: 'DBInstanceAlreadyExistsFault' });
  await expect(restoreTo('never', target, { DBParameterGroupName: 'missing' })).rejects.toMatchObject({
    name: 'DBParameterGroupNotFoundFault',
  });
  await expect(restoreTo('never', target, { DBSubnetGroupName: 'missing' })).rejects.toMatchObject({
    name: 'DBSubnetGroupNotFoundFault',
  });
  await expect(client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'missing' }))).rejects.toMatchObject({
    name: 'DBSnapshotNotFoundFault',
  });
  await expect(
    client.send(new DescribeDBInstanceAutomatedBackupsCommand({ DbiResourceId: 'db-MISSING' })),
  ).rejects.toMatchObject({ name: 'DBInstanceAutomatedBackupNotFoundFault' });
});

test('restores a snapshot to exactly its database time, without the instance being needed', async () => {
  await onSource((database) => database.query('TRUNCATE writes'));
  await onSource((database) => database.query('INSERT INTO writes (id) VALUES (1), (2)'));
  const { DBSnapshot: asked } = await client.send(
    new CreateDBSnapshotCommand({ DBSnapshotIdentifier: 'before-release', DBInstanceIdentifier: SOURCE }),
  );
  expect(asked).toMatchObject({ Status: 'creating', SnapshotType: 'manual' });
  await available(SOURCE);
  await onSource((database) => database.query('INSERT INTO writes (id) VALUES (3)'));
  const { DBSnapshots } = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'before-release' }));
  expect(DBSnapshots![0]).toMatchObject({
    Status: 'available',
    DBInstanceIdentifier: SOURCE,
    TagList: [{ Key: 'team' }],
  });
  const { rows } = await onSource((database) =>
    database.query<{ at: Date }>('SELECT at FROM writes WHERE id > 1 ORDER BY id'),
  );
  const databaseTime = DBSnapshots![0]!.SnapshotDatabaseTime!;
  expect(rows[0]!.at < databaseTime && databaseTime < rows[1]!.at).toBe(true);

  await client.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      DBInstanceIdentifier: 'from-snapshot',
      DBSnapshotIdentifier: 'before-release',
    }),
  );
  expect(await writesIn(await available('from-snapshot'))).toEqual([1, 2]);
  await drop('from-snapshot');
});

test('lists automated snapshots with the manual ones', async () => {
  const { DBSnapshots } = await client.send(
    new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: SOURCE, SnapshotType: 'automated' }),
  );
  const automated = expect.objectContaining({ SnapshotType: 'automated', Status: 'available' });
  expect(DBSnapshots).toEqual([automated, automated]);
  expect(DBSnapshots![0]!.DBSnapshotIdentifier).toMatch(/^rds:pegasus-\d{4}-/);
});

test('protects from deletion, and asks for a final snapshot', async () => {
  await expect(drop(SOURCE)).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  await expect(client.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'restored' }))).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  });
  expect(await instance('restored')).toMatchObject({ DBInstanceStatus: 'available' });
});

test('keeps the automated backups of a deleted instance when it is asked to', async () => {
  const { DbiResourceId } = await instance('restored');
  await client.send(
    new DeleteDBInstanceCommand({
      DBInstanceIdentifier: 'restored',
      SkipFinalSnapshot: false,
      FinalDBSnapshotIdentifier: 'last-words',
      DeleteAutomatedBackups: false,
    }),
  );
  await expect(available('restored')).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
  const { DBInstanceAutomatedBackups: backups } = await client.send(
    new DescribeDBInstanceAutomatedBackupsCommand({ DbiResourceId }),
  );
  expect(backups).toEqual([expect.objectContaining({ Status: 'retained', DBInstanceIdentifier: 'restored' })]);
  await client.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      DBInstanceIdentifier: 'from-last-words',
      DBSnapshotIdentifier: 'last-words',
    }),
  );
  await client.send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDbiResourceId: DbiResourceId,
      TargetDBInstanceIdentifier: 'from-retained',
      UseLatestRestorableTime: true,
    }),
  );
  expect(await writesIn(await available('from-retained'))).toEqual([1, 2, 3]);
  expect(await writesIn(await available('from-last-words'))).toEqual([1, 2, 3]);
  await drop('from-retained');
});

test('modifies: now, at the reboot, and pending', async () => {
  const modify = (changes: object) =>
    client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'from-last-words', ...changes }));
  await modify({ MultiAZ: true, DBParameterGroupName: 'pegasus-parameters', MasterUserPassword: 'another secret' });
  const modified = await available('from-last-words');
  expect(modified).toMatchObject({
    MultiAZ: false,
    PendingModifiedValues: { MultiAZ: true },
    DBParameterGroups: [{ DBParameterGroupName: 'pegasus-parameters', ParameterApplyStatus: 'pending-reboot' }],
  });
  await client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'from-last-words' }));
  const rebooted = await available('from-last-words');
  expect(rebooted).toMatchObject({
    Endpoint: modified.Endpoint,
    DBParameterGroups: [{ DBParameterGroupName: 'pegasus-parameters', ParameterApplyStatus: 'in-sync' }],
  });
  const database = await connect(rebooted, 'another secret');
  const { rows } = await database.query('SHOW max_connections');
  await database.end();
  expect(rows).toEqual([{ max_connections: '150' }]);
  await modify({ ApplyImmediately: true, CloudwatchLogsExportConfiguration: { EnableLogTypes: ['upgrade'] } });
  expect(await available('from-last-words')).toMatchObject({
    MultiAZ: true,
    PendingModifiedValues: {},
    EnabledCloudwatchLogsExports: ['upgrade'],
  });
});

test('has no point-in-time recovery without retention', async () => {
  await client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'from-last-words', BackupRetentionPeriod: 0 }));
  expect((await available('from-last-words')).LatestRestorableTime).toBeUndefined();
  await expect(restoreTo('never', new Date(), { SourceDBInstanceIdentifier: 'from-last-words' })).rejects.toMatchObject(
    { name: 'PointInTimeRestoreNotEnabledFault' },
  );
});

test('says incompatible-parameters when Postgres does not start with them', async () => {
  await client.send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName: 'impossible',
      DBParameterGroupFamily: 'postgres18',
      Description: 'a value that Postgres refuses',
    }),
  );
  await client.send(
    new ModifyDBParameterGroupCommand({
      DBParameterGroupName: 'impossible',
      Parameters: [{ ParameterName: 'max_connections', ParameterValue: '-1', ApplyMethod: 'pending-reboot' }],
    }),
  );
  const DBInstanceIdentifier = 'from-last-words';
  await client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, DBParameterGroupName: 'impossible' }));
  await available(DBInstanceIdentifier);
  await client.send(new RebootDBInstanceCommand({ DBInstanceIdentifier }));
  await available(DBInstanceIdentifier, new Set(), 'incompatible-parameters');
  expect(log.splice(0)).toEqual([
    expect.stringContaining('is outside the valid range for parameter "max_connections"'),
  ]);
});

test('says restore-error when the archive does not reach the time', async () => {
  const { DbiResourceId } = await instance(SOURCE);
  const { LatestRestorableTime } = await instance(SOURCE);
  await rm(join(directory, DbiResourceId!, 'archive'), { recursive: true, maxRetries: 5 });
  await client.send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDBInstanceIdentifier: SOURCE,
      TargetDBInstanceIdentifier: 'broken',
      RestoreTime: new Date(LatestRestorableTime!.getTime() - 1000),
    }),
  );
  expect(await available('broken', new Set(), 'restore-error')).not.toHaveProperty('Endpoint');
  expect(log.splice(0)).toEqual([
    expect.stringMatching(/^rds broken: creating: .*could not locate required checkpoint record/s),
  ]);
});

test('adds, replaces and lists tags', async () => {
  const { DBInstanceArn: ResourceName } = await instance(SOURCE);
  await client.send(
    new AddTagsToResourceCommand({
      ResourceName,
      Tags: [
        { Key: 'team', Value: 'search' },
        { Key: 'new', Value: '' },
      ],
    }),
  );
  const { TagList } = await client.send(new ListTagsForResourceCommand({ ResourceName }));
  expect(TagList).toEqual([
    { Key: 'team', Value: 'search' },
    { Key: 'new', Value: '' },
  ]);
});

test('describes parameter groups by what somebody set, and subnet groups', async () => {
  const { Parameters } = await client.send(
    new DescribeDBParametersCommand({ DBParameterGroupName: 'pegasus-parameters', Source: 'user' }),
  );
  expect(Parameters).toMatchObject([
    { ParameterName: 'max_connections', ParameterValue: '150', ApplyType: 'static' },
    { ParameterName: 'work_mem', ParameterValue: '8192', ApplyType: 'dynamic' },
  ]);
  const { DBSubnetGroups } = await client.send(new DescribeDBSubnetGroupsCommand({}));
  expect(DBSubnetGroups?.map(({ DBSubnetGroupName }) => DBSubnetGroupName)).toEqual(['default', 'pegasus-subnets']);
});

test('answers 501 to an action or a parameter that it does not know', async () => {
  await expect(client.send(new StopDBInstanceCommand({ DBInstanceIdentifier: SOURCE }))).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
  await expect(
    client.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: SOURCE, DomainFqdn: 'example.org' })),
  ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('DomainFqdn') });
});

test('lets a test answer instead', async () => {
  rds.intercept = (action) =>
    action === 'DescribeDBInstances'
      ? { status: 400, code: 'InstanceQuotaExceeded', message: 'quota of 40 reached' }
      : undefined;
  await expect(instance(SOURCE)).rejects.toMatchObject({ name: 'InstanceQuotaExceededFault' });
  rds.intercept = undefined;
  expect(await instance(SOURCE)).toBeDefined();
});

test('says failed when its Postgres ends by itself', async () => {
  const { DbiResourceId } = await instance(SOURCE);
  const pidFile = await readFile(join(directory, DbiResourceId!, 'data', 'postmaster.pid'), 'utf8');
  process.kill(Number(pidFile.split('\n')[0]), 'SIGQUIT');
  await available(SOURCE, new Set(), 'failed');
  expect(log).toEqual([`rds ${SOURCE}: Postgres ended by itself`]);
});
