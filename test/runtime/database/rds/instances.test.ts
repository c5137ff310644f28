import { type DBInstance, RDSClient } from '@aws-sdk/client-rds';
import { Instances } from '../../../../runtime/database/rds/instances';
import { SETTINGS } from '../../../domain/database/settings-fixture';

const send = jest.spyOn(RDSClient.prototype, 'send');
const client = new RDSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
const databases = new Instances(client);
const unexpected = async () => {
  throw new Error('There was room.');
};

/** Answers in turn, or throws what is an error; returns what was sent. */
function answering(...answers: object[]): { name: string; input: object }[] {
  const sent: { name: string; input: object }[] = [];
  send.mockReset();
  send.mockImplementation(async (command: { constructor: { name: string }; input: object }) => {
    sent.push({ name: command.constructor.name, input: command.input });
    const answer = answers.shift() ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return sent;
}

/** As far as a command says where an instance is to be. */
type Placed = { readonly DBInstanceClass?: string; readonly AvailabilityZone?: string };
const fault = (name: string) => Object.assign(new Error(`message of ${name}`), { name });

const INSTANCE: DBInstance = {
  DBInstanceIdentifier: 'pegasus',
  DbiResourceId: 'db-1',
  DBInstanceStatus: 'available',
  Endpoint: { Address: 'pegasus.example', Port: 5433 },
  LatestRestorableTime: new Date('2026-11-23T04:55:00.900Z'),
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-2' }, { VpcSecurityGroupId: 'sg-1' }],
  DBParameterGroups: [{ DBParameterGroupName: 'pg', ParameterApplyStatus: 'pending-reboot' }],
  PendingModifiedValues: { MultiAZ: true },
  TagList: [{ Key: 'pegasus-backup:run', Value: 'run-1' }],
};

describe('an instance', () => {
  test('is described in whole seconds, sorted groups and a map of tags', async () => {
    answering({ DBInstances: [INSTANCE] });
    expect(await databases.describe('pegasus')).toMatchObject({
      host: 'pegasus.example',
      latestRestorableTime: '2026-11-23T04:55:00Z',
      pending: ['MultiAZ'],
      pendingReboot: true,
      tags: { 'pegasus-backup:run': 'run-1' },
      settings: { securityGroups: ['sg-1', 'sg-2'], parameterGroup: 'pg', port: 5433 },
    });
  });

  test('that is not there is no error', async () => {
    answering(fault('DBInstanceNotFoundFault'));
    expect(await databases.describe('pegasus')).toBeUndefined();
  });
});

describe('what cannot be protected', () => {
  test.each([
    ['another engine', { Engine: 'mysql' }, /runs mysql: an instance must run postgres/],
    ['a read replica', { ReadReplicaSourceDBInstanceIdentifier: 'main' }, /is a read replica of main/],
    ['a replica of a cluster', { ReadReplicaSourceDBClusterIdentifier: 'main' }, /is a read replica of main/],
    ['an instance of a cluster', { DBClusterIdentifier: 'main' }, /ProtectedDatabase.cluster/],
  ])('%s says why', async (_what, other, why) => {
    answering({ DBInstances: [{ ...INSTANCE, Engine: 'postgres', ...other }] });
    expect((await databases.describe('pegasus'))?.unfit).toMatch(why);
  });

  test('Postgres is nothing of it', async () => {
    answering({ DBInstances: [{ ...INSTANCE, Engine: 'postgres' }] });
    expect((await databases.describe('pegasus'))?.unfit).toBeUndefined();
  });
});

describe('the role of a feature', () => {
  const role = { feature: 's3Import', role: 'arn:role' };

  test('is waited for while it is on its way, and is none when RDS cannot assume it', async () => {
    const shown = (Status: string) => ({
      DBInstances: [{ ...INSTANCE, AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'arn:role', Status }] }],
    });
    answering(shown('ACTIVE'), shown('PENDING'), shown('INVALID'));
    expect(await databases.describe('pegasus')).toMatchObject({ roles: [role], pending: ['MultiAZ'] });
    expect(await databases.describe('pegasus')).toMatchObject({ roles: [role], pending: ['MultiAZ', 'role arn:role'] });
    expect(await databases.describe('pegasus')).toMatchObject({ roles: [], pending: ['MultiAZ'] });
  });

  test('is added, and may have been added before', async () => {
    const sent = answering({}, fault('DBInstanceRoleAlreadyExistsFault'), fault('DBInstanceRoleQuotaExceededFault'));
    await databases.addRole('restored', role);
    await databases.addRole('restored', role);
    expect(sent[0]).toEqual({
      name: 'AddRoleToDBInstanceCommand',
      input: { DBInstanceIdentifier: 'restored', FeatureName: 's3Import', RoleArn: 'arn:role' },
    });
    await expect(databases.addRole('restored', role)).rejects.toMatchObject({ name: 'DatabaseRefused' });
  });
});

describe('an error', () => {
  test.each([
    ['Throttling', 'Retryable'],
    ['InvalidDBInstanceStateFault', 'Retryable'],
    ['AccessDenied', 'DatabaseRefused'],
    ['KMSKeyNotAccessibleFault', 'DatabaseRefused'],
  ])('%s comes out as %s, with what RDS said', async (thrown, name) => {
    answering(fault(thrown));
    await expect(databases.describe('pegasus')).rejects.toMatchObject({
      name,
      message: expect.stringContaining(`message of ${thrown}`),
    });
  });

  test('of the connection is recognised by its code', async () => {
    answering(Object.assign(new Error('lost'), { code: 'ECONNRESET' }));
    await expect(databases.describe('pegasus')).rejects.toMatchObject({ name: 'Retryable' });
  });

  test('F24 of a quota says what to raise', async () => {
    answering(fault('InstanceQuotaExceededFault'));
    await expect(databases.reboot('pegasus')).rejects.toMatchObject({
      message: expect.stringContaining('Service Quotas'),
    });
  });
});

test('the earliest restorable time of all pages is the first whole second that can be restored', async () => {
  answering(
    {
      DBInstanceAutomatedBackups: [{ RestoreWindow: { EarliestTime: new Date('2026-11-20T00:00:00Z') } }],
      Marker: 'm',
    },
    { DBInstanceAutomatedBackups: [{ RestoreWindow: { EarliestTime: new Date('2026-11-16T03:00:00.100Z') } }] },
  );
  expect(await databases.restoreWindow('db-1')).toMatchObject({ earliest: '2026-11-16T03:00:01Z' });
});

test('without automated backups there is no earliest restorable time', async () => {
  answering({ DBInstanceAutomatedBackups: [] });
  expect(await databases.restoreWindow('db-1')).toEqual({});
});

test('F99 a database without backups, gone with them or never backed up, is no error', async () => {
  answering(fault('DBInstanceAutomatedBackupNotFoundFault'));
  expect(await databases.restoreWindow('db-1')).toEqual({});
});

test('snapshots of all pages are described by the moment of their data', async () => {
  const page = (id: string) => [
    {
      DBSnapshotIdentifier: id,
      Status: 'available',
      SnapshotDatabaseTime: new Date('2026-11-22T03:00:00.500Z'),
      DBInstanceIdentifier: 'pegasus',
      DbiResourceId: 'db-1',
    },
  ];
  answering({ DBSnapshots: page('one'), Marker: 'm' }, { DBSnapshots: page('two') });
  expect(await databases.snapshots({ database: 'pegasus' })).toEqual(
    ['one', 'two'].map((id) => ({
      id,
      status: 'available',
      databaseTime: '2026-11-22T03:00:00Z',
      sourceIdentifier: 'pegasus',
      sourceResourceId: 'db-1',
    })),
  );
});

test('snapshots of AWS Backup are shown to those who ask for their type', async () => {
  const sent = answering({
    DBSnapshots: [
      {
        DBSnapshotIdentifier: 'awsbackup:job-1',
        Status: 'available',
        DBInstanceIdentifier: 'pegasus',
        DbiResourceId: 'db-1',
      },
    ],
  });
  expect(await databases.backupSnapshots({ database: 'pegasus' })).toMatchObject([
    { id: 'awsbackup:job-1', databaseTime: undefined, sourceResourceId: 'db-1' },
  ]);
  expect(sent).toMatchObject([
    { input: { Filters: [{ Name: 'db-instance-id', Values: ['pegasus'] }], SnapshotType: 'awsbackup' } },
  ]);
});

test.each([
  ['manual', 'before-release', undefined],
  ['automated', 'rds:pegasus-2026-11-23-03-00', 'automated'],
  ['taken by AWS Backup', 'awsbackup:job-1', 'awsbackup'],
])('a snapshot that is %s is named together with its type, where RDS asks for it', async (_what, snapshot, type) => {
  const sent = answering();
  await databases.snapshots({ snapshot });
  expect(sent[0]?.input).toMatchObject({ DBSnapshotIdentifier: snapshot });
  expect(sent[0]?.input).toHaveProperty('SnapshotType', type);
});

test("a parameter group has what somebody has set in it, page after page; the default group is nobody's", async () => {
  answering(
    { Parameters: [{ ParameterName: 'work_mem', ParameterValue: '65536' }], Marker: 'm' },
    { Parameters: [{ ParameterName: 'log_statement', ParameterValue: 'ddl' }, { ParameterName: 'bare' }] },
  );
  expect(await databases.parameterGroups(SETTINGS)).toEqual([
    { of: 'instance', name: 'pegasus-parameters', values: { work_mem: '65536', log_statement: 'ddl' } },
  ]);
  const sent = answering();
  expect(await databases.parameterGroups({ ...SETTINGS, parameterGroup: 'default.postgres18' })).toEqual([]);
  expect(sent).toEqual([]);
});

test('a snapshot that is gone is an empty list', async () => {
  answering(fault('DBSnapshotNotFoundFault'));
  expect(await databases.snapshots({ snapshot: 'gone' })).toEqual([]);
});

describe('a restore', () => {
  const order = {
    source: { identifier: 'pegasus', resourceId: 'db-1' },
    identifier: 'pegasus-1-a1',
    point: { kind: 'time' as const, time: '2026-11-23T04:00:00Z' },
    settings: SETTINGS,
    tags: { 'pegasus-backup:run': 'run-1' },
  };

  test('F32 to a time passes everything that the call can pass', async () => {
    const [sent] = [answering()];
    expect(await databases.restore(order, unexpected)).toBe(true);
    expect(sent.slice(1)).toEqual([
      {
        name: 'RestoreDBInstanceToPointInTimeCommand',
        input: {
          SourceDbiResourceId: 'db-1',
          TargetDBInstanceIdentifier: 'pegasus-1-a1',
          RestoreTime: new Date('2026-11-23T04:00:00.000Z'),
          DBInstanceClass: 'db.m7g.large',
          Port: 5433,
          DBSubnetGroupName: 'pegasus-subnets',
          VpcSecurityGroupIds: ['sg-1', 'sg-2'],
          DBParameterGroupName: 'pegasus-parameters',
          OptionGroupName: 'default:postgres-16',
          MultiAZ: true,
          PubliclyAccessible: false,
          DeletionProtection: true,
          EnableIAMDatabaseAuthentication: true,
          EnableCloudwatchLogsExports: ['postgresql'],
          CACertificateIdentifier: 'rds-ca-rsa2048-g1',
          CopyTagsToSnapshot: true,
          AutoMinorVersionUpgrade: false,
          BackupRetentionPeriod: 30,
          PreferredBackupWindow: '02:00-02:30',
          NetworkType: 'IPV4',
          StorageType: 'gp3',
          EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
          DedicatedLogVolume: true,
          Tags: [
            { Key: 'cost-center', Value: 'lectures' },
            { Key: 'pegasus-backup:run', Value: 'run-1' },
          ],
        },
      },
    ]);
  });

  test.each([
    ['of this region, by the instance', ['eu-west-1'], { SourceDbiResourceId: 'db-1' }],
    [
      'F78 replicated from another region, by their own name',
      ['us-east-1'],
      { SourceDBInstanceAutomatedBackupsArn: 'arn:aws:rds:eu-west-1:1:auto-backup:ab-us-east-1' },
    ],
    [
      'of this region, where there are replicated ones, too',
      ['us-east-1', 'eu-west-1'],
      { SourceDbiResourceId: 'db-1' },
    ],
  ])('to a time names the backups %s', async (_which, regions, named) => {
    const backups = regions.map((region) => ({
      DBInstanceArn: `arn:aws:rds:${region}:1:db:pegasus`,
      DBInstanceAutomatedBackupsArn: `arn:aws:rds:eu-west-1:1:auto-backup:ab-${region}`,
    }));
    const sent = answering({ DBInstanceAutomatedBackups: backups });
    await databases.restore(order, unexpected);
    expect(Object.entries(sent[1]?.input ?? {}).filter(([parameter]) => parameter.startsWith('Source'))).toEqual(
      Object.entries(named),
    );
  });

  test('from a snapshot names the snapshot', async () => {
    const sent = answering();
    await databases.restore({ ...order, point: { kind: 'snapshot', snapshotId: 'nightly', time: 'then' } }, unexpected);
    expect(sent).toMatchObject([
      {
        name: 'RestoreDBInstanceFromDBSnapshotCommand',
        input: { DBInstanceIdentifier: 'pegasus-1-a1', DBSnapshotIdentifier: 'nightly', MultiAZ: true },
      },
    ]);
  });

  test.each([
    [399, undefined],
    [400, 12_000],
  ])('of gp3 with %i GiB passes IOPS %s: smaller volumes refuse them', async (allocatedStorage, iops) => {
    const sent = answering();
    await databases.restore({ ...order, settings: { ...SETTINGS, allocatedStorage, iops: 12_000 } }, unexpected);
    expect(sent[1]?.input).toHaveProperty('Iops', iops);
    expect(sent[1]?.input).toHaveProperty('AllocatedStorage', iops && allocatedStorage);
  });

  test('F21 of a name that is taken is no error here', async () => {
    answering({}, fault('DBInstanceAlreadyExistsFault'));
    expect(await databases.restore(order, unexpected)).toBe(false);
  });
});

describe('F23 a restore that RDS has no room for', () => {
  const single = { ...SETTINGS, multiAz: false };
  const order = {
    source: { identifier: 'pegasus', resourceId: 'db-1' },
    identifier: 'pegasus-1-a1',
    point: { kind: 'snapshot' as const, snapshotId: 'nightly', time: 'then' },
    settings: single,
    tags: {},
  };
  const zones = ['b', 'a'].map((Name) => ({ SubnetAvailabilityZone: { Name } }));

  /** RDS that has room in these places only: `class zone`. */
  function roomFor(...places: string[]) {
    const asked: string[] = [];
    send.mockReset();
    send.mockImplementation(async (command: { constructor: { name: string }; input: object }) => {
      if (command.constructor.name === 'DescribeDBSubnetGroupsCommand') return { DBSubnetGroups: [{ Subnets: zones }] };
      const { DBInstanceClass, AvailabilityZone = 'any' }: Placed = command.input;
      asked.push(`${DBInstanceClass} ${AvailabilityZone}`);
      if (places.includes(`${DBInstanceClass} ${AvailabilityZone}`)) return {};
      throw fault(DBInstanceClass === 'db.x9.odd' ? 'InvalidParameterCombination' : 'InsufficientDBInstanceCapacity');
    });
    return asked;
  }
  const declared = new Instances(client, { alternativeClasses: ['db.x9.odd', 'db.r7g.large'] });

  test('is asked for in the other zones, then with the classes that were declared; each refusal is noted first', async () => {
    const asked = roomFor('db.r7g.large b');
    const noted: string[] = [];
    expect(
      await declared.restore(order, async ({ setting, refused }) => {
        noted.push(`${asked.length}: ${setting} ${refused.at(-1)}`);
      }),
    ).toBe(true);
    expect(asked).toEqual([
      'db.m7g.large any',
      'db.m7g.large a',
      'db.m7g.large b',
      'db.x9.odd any',
      'db.x9.odd a',
      'db.x9.odd b',
      'db.r7g.large any',
      'db.r7g.large a',
      'db.r7g.large b',
    ]);
    expect(noted).toHaveLength(8);
    expect(noted.slice(0, 2)).toEqual([
      '1: instanceClass db.m7g.large in any zone',
      '2: instanceClass db.m7g.large in a',
    ]);
  });

  test('anywhere is refused, with all that was asked for and what to do', async () => {
    const asked = roomFor();
    await expect(databases.restore(order, async () => {})).rejects.toMatchObject({
      name: 'DatabaseRefused',
      message: expect.stringMatching(
        /^RDS had no room for db.m7g.large in any zone, db.m7g.large in a, .*declare `alternativeInstanceClasses`/,
      ),
    });
    expect(asked).toHaveLength(3);
  });

  test('is not asked for elsewhere when something else is wrong', async () => {
    const sent = answering(fault('InvalidParameterCombination'));
    await expect(declared.restore(order, unexpected)).rejects.toMatchObject({ name: 'DatabaseRefused' });
    expect(sent).toHaveLength(1);
  });

  test('is adopted when its name is found taken on the way', async () => {
    answering(
      fault('InsufficientDBInstanceCapacity'),
      { DBSubnetGroups: [{ Subnets: zones }] },
      fault('DBInstanceAlreadyExists'),
    );
    expect(await declared.restore(order, async () => {})).toBe(false);
  });
});

describe('a removal', () => {
  const found = async () => {
    answering({ DBInstances: [{ ...INSTANCE, DeletionProtection: true }] });
    return (await databases.describe('pegasus'))!;
  };

  test('lifts the protection, and takes no final snapshot: a failed instance could not be deleted otherwise', async () => {
    const instance = await found();
    const sent = answering();
    await databases.remove(instance);
    expect(sent).toMatchObject([
      { input: { DBInstanceIdentifier: 'pegasus', DeletionProtection: false } },
      { input: { SkipFinalSnapshot: true, DeleteAutomatedBackups: true } },
    ]);
  });

  test('of what is being deleted already asks for nothing', async () => {
    const instance = await found();
    const sent = answering();
    await databases.remove({ ...instance, status: 'deleting' });
    expect(sent).toEqual([]);
  });
});

test('a modification does not wait for the maintenance window', async () => {
  const sent = answering();
  const found = { ...SETTINGS, multiAz: false };
  await databases.converge({ identifier: 'pegasus-1-a1', settings: ['multiAz'], wanted: SETTINGS, found });
  expect(sent).toMatchObject([
    { input: { DBInstanceIdentifier: 'pegasus-1-a1', MultiAZ: true, ApplyImmediately: true } },
  ]);
});

test('the password of the master user is set at once', async () => {
  const sent = answering();
  await databases.setMasterPassword('restored', 'hush');
  expect(sent).toEqual([
    {
      name: 'ModifyDBInstanceCommand',
      input: { DBInstanceIdentifier: 'restored', MasterUserPassword: 'hush', ApplyImmediately: true },
    },
  ]);
});

test('F112 what is put to use loses the tag of a candidate, and no other', async () => {
  const sent = answering({ DBInstances: [{ ...INSTANCE, DBInstanceArn: 'arn:db' }] });
  await databases.release('restored');
  expect(sent.at(-1)).toEqual({
    name: 'RemoveTagsFromResourceCommand',
    input: { ResourceName: 'arn:db', TagKeys: ['pegasus-backup:candidate'] },
  });
});
