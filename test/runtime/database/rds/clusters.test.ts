import { type DBCluster, type DBClusterEndpoint, type DBInstance, RDSClient } from '@aws-sdk/client-rds';
import { CLUSTER_RULES, flatten } from '../../../../domain/database/cluster';
import type { CapacityNote } from '../../../../domain/database/placement';
import { compareSettings } from '../../../../domain/database/settings';
import { clusterChange, memberChange } from '../../../../runtime/database/rds/cluster-settings';
import { Clusters } from '../../../../runtime/database/rds/clusters';
import { CLUSTER, READER, WRITER } from './cluster-fixture';

const client = new RDSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
const clusters = new Clusters(client);
const unexpected = async () => {
  throw new Error('There was room.');
};
const send = jest.spyOn(RDSClient.prototype, 'send');

const RDS: DBCluster = {
  DBClusterIdentifier: 'restored',
  DbClusterResourceId: 'cluster-2',
  Status: 'available',
  Endpoint: 'restored.cluster.example',
  Port: 5433,
  LatestRestorableTime: new Date('2026-11-23T04:55:00.900Z'),
  DeletionProtection: true,
  TagList: [{ Key: 'pegasus-backup:instances', Value: '2' }],
};
const member = (position: number, other: Partial<DBInstance> = {}): DBInstance => ({
  DBInstanceIdentifier: `restored-${position}`,
  DBInstanceStatus: 'available',
  PromotionTier: 1,
  ...other,
});
const memberOf = (position: number, writer: boolean, status = 'in-sync') => ({
  DBInstanceIdentifier: `restored-${position}`,
  IsClusterWriter: writer,
  DBClusterParameterGroupStatus: status,
});

/** RDS with one cluster; what is said replaces what RDS answers to anything but a look. */
function rds(
  cluster: DBCluster | undefined,
  members: readonly DBInstance[] = [],
  says: object = {},
  endpoints: readonly DBClusterEndpoint[] = [],
) {
  const sent: { name: string; input: object }[] = [];
  send.mockReset();
  send.mockImplementation(async (command: { constructor: { name: string }; input: object }) => {
    const { name } = command.constructor;
    if (name === 'DescribeDBClustersCommand') {
      if (cluster === undefined) throw fault('DBClusterNotFoundFault');
      return { DBClusters: [cluster] };
    }
    if (name === 'DescribeDBInstancesCommand') return { DBInstances: members };
    if (name === 'DescribeDBClusterEndpointsCommand') return { DBClusterEndpoints: endpoints };
    sent.push({ name, input: command.input });
    if (says instanceof Error) throw says;
    return says;
  });
  return sent;
}

/** As far as a command says where an instance is to be. */
type Placed = { readonly DBInstanceClass?: string; readonly AvailabilityZone?: string };
const fault = (name: string) => Object.assign(new Error(`message of ${name}`), { name });
const SETTINGS = flatten(CLUSTER, [WRITER, READER]);
const order = {
  source: { identifier: 'pegasus', resourceId: 'cluster-1' },
  identifier: 'restored',
  point: { kind: 'time' as const, time: '2026-11-23T04:00:00Z' },
  settings: SETTINGS,
  tags: { 'pegasus-backup:source': 'pegasus' },
};

describe('a cluster', () => {
  test('F32 the role of a feature is added to the cluster; one for no feature names none', async () => {
    const sent = rds(RDS);
    await clusters.addRole('restored', { feature: 's3Import', role: 'arn:import' });
    await clusters.addRole('restored', { feature: '', role: 'arn:any' });
    expect(sent.map(({ input }) => input)).toEqual([
      { DBClusterIdentifier: 'restored', FeatureName: 's3Import', RoleArn: 'arn:import' },
      { DBClusterIdentifier: 'restored', FeatureName: undefined, RoleArn: 'arn:any' },
    ]);
  });

  test('answers where its writer does, and has the settings of its instances, the writer first', async () => {
    rds({ ...RDS, DBClusterMembers: [memberOf(1, false), memberOf(2, true)] }, [
      member(1, { DBInstanceClass: 'db.serverless', PromotionTier: 0 }),
      member(2, { DBInstanceClass: 'db.r8g.large' }),
    ]);
    expect(await clusters.describe('restored')).toMatchObject({
      resourceId: 'cluster-2',
      status: 'available',
      host: 'restored.cluster.example',
      port: 5433,
      latestRestorableTime: '2026-11-23T04:55:00Z',
      pendingReboot: false,
      settings: {
        instances: 2,
        'instance1.instanceClass': 'db.r8g.large',
        'instance2.instanceClass': 'db.serverless',
      },
    });
  });

  test('has what leads to it beside its writer: custom endpoints by the place of their instances, and the Data API', async () => {
    const known = { ...RDS, HttpEndpointEnabled: true, MasterUserSecret: { SecretArn: 'arn:secret' } };
    const endpoint = { DBClusterEndpointIdentifier: 'reports', CustomEndpointType: 'READER' };
    rds({ ...known, DBClusterMembers: [memberOf(1, true)] }, [member(1), member(2)], {}, [
      { ...endpoint, StaticMembers: ['restored-2'] },
      { ...endpoint, DBClusterEndpointIdentifier: 'any', ExcludedMembers: ['restored-1', 'gone'] },
    ]);
    expect((await clusters.describe('restored'))?.settings).toMatchObject({
      dataApi: true,
      managedMasterSecret: true,
      customEndpoints: ['any READER: all, not gone, not instance1', 'reports READER: instance2'],
    });
  });

  test.each([
    [
      'a Multi-AZ DB cluster',
      { Engine: 'postgres', DBClusterInstanceClass: 'db.r6gd.large' },
      /is a Multi-AZ DB cluster/,
    ],
    ['Aurora MySQL', { Engine: 'aurora-mysql' }, /runs aurora-mysql: a cluster must run aurora-postgresql/],
    ['Serverless v1', { EngineMode: 'serverless' }, /engine mode serverless/],
    ['Limitless', { ClusterScalabilityType: 'limitless' as const }, /Limitless/],
    ['a replica', { ReplicationSourceIdentifier: 'arn:main' }, /is a read replica of arn:main/],
    ['Aurora Postgres', {}, /^$/],
  ])('that cannot be protected says why: %s', async (_what, other, why) => {
    rds({ ...RDS, Engine: 'aurora-postgresql', EngineMode: 'provisioned', ...other });
    expect((await clusters.describe('restored'))?.unfit ?? '').toMatch(why);
  });

  test.each([
    [true, 'EnableHttpEndpointCommand'],
    [false, 'DisableHttpEndpointCommand'],
  ])('gets its Data API switched by a call of its own: %s', async (dataApi, name) => {
    const sent = rds({ ...RDS, DBClusterArn: 'arn:cluster' });
    const wanted = { ...SETTINGS, dataApi };
    await clusters.converge({ identifier: 'restored', settings: ['dataApi'], wanted, found: SETTINGS });
    expect(sent).toEqual([{ name, input: { ResourceArn: 'arn:cluster' } }]);
  });

  test('without a managed secret, and without custom endpoints, is said and accepted: neither can be moved', () => {
    const wanted = { ...SETTINGS, managedMasterSecret: true, customEndpoints: ['reports READER: instance2'] };
    expect(compareSettings(CLUSTER_RULES, wanted, SETTINGS)).toEqual([
      expect.objectContaining({
        setting: 'managedMasterSecret',
        modifiable: false,
        waiver: expect.stringMatching(/another password/),
      }),
      expect.objectContaining({
        setting: 'customEndpoints',
        modifiable: false,
        waiver: expect.stringMatching(/make it again/),
      }),
    ]);
  });

  test('of which the manifest is older than the Data API is not held to it', () => {
    const { dataApi: _later, ...older } = SETTINGS;
    expect(compareSettings(CLUSTER_RULES, older, SETTINGS)).toMatchObject([
      { setting: 'dataApi', waiver: expect.any(String) },
    ]);
  });

  test('F34 says that it lacks what its tag promises', async () => {
    rds(RDS);
    expect(await clusters.describe('restored')).toMatchObject({ status: 'without-an-instance' });
    rds({ ...RDS, DBClusterMembers: [memberOf(1, true)] }, [member(1)]);
    expect(await clusters.describe('restored')).toMatchObject({ status: 'without-all-instances' });
  });

  test('F33 waits for a reboot when one of its instances does', async () => {
    const waiting = memberOf(2, false, 'pending-reboot');
    const sent = rds({ ...RDS, DBClusterMembers: [memberOf(1, true), waiting] }, [member(1), member(2)]);
    expect(await clusters.describe('restored')).toMatchObject({ pendingReboot: true });
    await clusters.reboot('restored');
    expect(sent).toEqual([{ name: 'RebootDBInstanceCommand', input: { DBInstanceIdentifier: 'restored-2' } }]);
  });

  test('that is not there is no error', async () => {
    rds(undefined);
    expect(await clusters.describe('restored')).toBeUndefined();
  });
});

describe('a restore', () => {
  const PASSED = {
    DBClusterIdentifier: 'restored',
    Port: 5433,
    DBSubnetGroupName: 'pegasus-subnets',
    VpcSecurityGroupIds: ['sg-1', 'sg-2'],
    DBClusterParameterGroupName: 'pegasus-cluster',
    DeletionProtection: true,
    EnableIAMDatabaseAuthentication: true,
    EnableCloudwatchLogsExports: ['postgresql'],
    CopyTagsToSnapshot: true,
    KmsKeyId: 'arn:aws:kms:eu-west-1:1:key/k',
    StorageType: 'aurora-iopt1',
    NetworkType: 'IPV4',
    BackupRetentionPeriod: 30,
    PreferredBackupWindow: '02:00-02:30',
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 16, SecondsUntilAutoPause: undefined },
    EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
    Tags: [
      { Key: 'cost-center', Value: 'lectures' },
      { Key: 'pegasus-backup:source', Value: 'pegasus' },
      { Key: 'pegasus-backup:instances', Value: '2' },
    ],
  };

  test('F32 to a time passes everything that the call can pass, and how many instances are to come', async () => {
    const sent = rds(undefined);
    expect(await clusters.restore(order)).toBe(true);
    expect(sent).toEqual([
      {
        name: 'RestoreDBClusterToPointInTimeCommand',
        input: {
          ...PASSED,
          SourceDbClusterResourceId: 'cluster-1',
          RestoreType: 'full-copy',
          RestoreToTime: new Date('2026-11-23T04:00:00Z'),
        },
      },
    ]);
  });

  test('F35 from a snapshot always has the engine version', async () => {
    const sent = rds(undefined);
    await clusters.restore({ ...order, point: { kind: 'snapshot', snapshotId: 'nightly', time: 'then' } });
    expect(sent).toEqual([
      {
        name: 'RestoreDBClusterFromSnapshotCommand',
        input: { ...PASSED, SnapshotIdentifier: 'nightly', Engine: 'aurora-postgresql', EngineVersion: '17.5' },
      },
    ]);
  });

  test('F21 of a name that is taken is no error here', async () => {
    rds(undefined, [], fault('DBClusterAlreadyExistsFault'));
    expect(await clusters.restore(order)).toBe(false);
  });

  test('with the settings of an instance is refused, not half believed', async () =>
    await expect(clusters.restore({ ...order, settings: { multiAz: true } })).rejects.toThrow(/engineVersion/));
});

describe('F34 the instances of a restored cluster', () => {
  const goOn = async (cluster: DBCluster, ...members: DBInstance[]) => {
    const sent = rds(cluster, members);
    const found = (await clusters.describe('restored'))!;
    await clusters.continueRestore(found, async () => order, unexpected);
    return sent;
  };

  test('are not asked for before the cluster is there', async () =>
    expect(await goOn({ ...RDS, Status: 'creating' })).toEqual([]));

  test('begin with the writer, as it was, tagged as the cluster is', async () =>
    expect(await goOn(RDS)).toEqual([
      {
        name: 'CreateDBInstanceCommand',
        input: {
          DBInstanceIdentifier: 'restored-1',
          DBClusterIdentifier: 'restored',
          Engine: 'aurora-postgresql',
          DBInstanceClass: 'db.r8g.large',
          DBParameterGroupName: 'pegasus-instances',
          PromotionTier: 0,
          PubliclyAccessible: false,
          AutoMinorVersionUpgrade: false,
          CACertificateIdentifier: 'rds-ca-rsa2048-g1',
          PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
          EnablePerformanceInsights: true,
          PerformanceInsightsKMSKeyId: 'arn:aws:kms:eu-west-1:1:key/p',
          PerformanceInsightsRetentionPeriod: 7,
          MonitoringInterval: 60,
          MonitoringRoleArn: 'arn:aws:iam::1:role/monitoring',
          Tags: [
            { Key: 'cost-center', Value: 'lectures' },
            { Key: 'promotion', Value: 'first' },
            { Key: 'pegasus-backup:source', Value: 'pegasus' },
          ],
        },
      },
    ]));

  test('go on with the others when it can write', async () => {
    expect(await goOn(RDS, member(1, { DBInstanceStatus: 'creating' }))).toEqual([]);
    expect(await goOn({ ...RDS, DBClusterMembers: [memberOf(1, true)] }, member(1))).toMatchObject([
      { input: { DBInstanceIdentifier: 'restored-2', DBInstanceClass: 'db.serverless', PromotionTier: 2 } },
    ]);
  });

  test('are made in any status in which a cluster, and then its writer, can be used', async () => {
    const optimizing = { ...RDS, Status: 'storage-optimization' };
    expect(await goOn(optimizing)).toMatchObject([{ input: { DBInstanceIdentifier: 'restored-1' } }]);
    const writer = member(1, { DBInstanceStatus: 'storage-initialization' });
    expect(await goOn({ ...optimizing, DBClusterMembers: [memberOf(1, true)] }, writer)).toMatchObject([
      { input: { DBInstanceIdentifier: 'restored-2' } },
    ]);
  });

  test('are not asked for again when all are there', async () =>
    expect(await goOn(RDS, member(1), member(2))).toEqual([]));

  test('F23 are made with the next class that was declared where there is no room, each noted under its own setting', async () => {
    const noted = jest.fn(async (_: CapacityNote) => {});
    rds(RDS);
    const found = (await clusters.describe('restored'))!;
    const classes: unknown[] = [];
    send.mockImplementation(async (command: { constructor: { name: string }; input: object }) => {
      if (command.constructor.name === 'DescribeDBClustersCommand') return { DBClusters: [RDS] };
      if (command.constructor.name === 'DescribeDBInstancesCommand') return { DBInstances: [] };
      if (command.constructor.name === 'DescribeDBClusterEndpointsCommand') return {};
      if (command.constructor.name === 'DescribeDBSubnetGroupsCommand') return { DBSubnetGroups: [{ Subnets: [] }] };
      const { DBInstanceClass }: Placed = command.input;
      classes.push(DBInstanceClass);
      if (DBInstanceClass !== 'db.m8g.large') throw fault('InsufficientDBInstanceCapacity');
      return {};
    });
    const declared = new Clusters(client, { alternativeClasses: ['db.r7g.large', 'db.m8g.large'] });
    await declared.continueRestore(found, async () => order, noted);
    expect(classes).toEqual(['db.r8g.large', 'db.r7g.large', 'db.m8g.large']);
    expect(noted).toHaveBeenLastCalledWith({
      setting: 'instance1.instanceClass',
      wanted: 'db.r8g.large',
      refused: ['db.r8g.large in any zone', 'db.r7g.large in any zone'],
    });
  });

  test('that an earlier look has asked for are no error', async () => {
    rds(RDS, [], fault('DBInstanceAlreadyExistsFault'));
    const found = (await clusters.describe('restored'))!;
    await expect(clusters.continueRestore(found, async () => order, unexpected)).resolves.toBeUndefined();
  });
});

test('F32 the cluster and each instance get what is theirs', async () => {
  const sent = rds({ ...RDS, DBClusterMembers: [memberOf(1, true)] }, [member(1), member(2)]);
  const settings = ['maintenanceWindow', 'instance2.promotionTier'];
  await clusters.converge({ identifier: 'restored', settings, wanted: SETTINGS, found: SETTINGS });
  expect(sent).toEqual([
    {
      name: 'ModifyDBClusterCommand',
      input: {
        DBClusterIdentifier: 'restored',
        PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
        ApplyImmediately: true,
      },
    },
    {
      name: 'ModifyDBInstanceCommand',
      input: { DBInstanceIdentifier: 'restored-2', PromotionTier: 2, ApplyImmediately: true },
    },
  ]);
});

test('every setting that counts as modifiable has a modification', () => {
  const bare = flatten(
    {
      ...CLUSTER,
      ...Object.fromEntries(Object.keys(CLUSTER).map((name) => [name, null])),
      securityGroups: [],
      logExports: [],
    },
    [],
  );
  const own = compareSettings(CLUSTER_RULES, CLUSTER, bare).filter(({ modifiable }) => modifiable);
  const without = own.filter(({ setting }) => Object.keys(clusterChange([setting], CLUSTER, CLUSTER)).length === 0);
  // It has calls of its own.
  expect(without.map(({ setting }) => setting)).toEqual(['dataApi']);
  expect(own.length).toBeGreaterThan(10);
  const ofMember = Object.keys(WRITER).filter((setting) => Object.keys(memberChange([setting], WRITER)).length === 0);
  // Their difference is accepted, and said.
  expect(ofMember).toEqual(['tags']);
});

describe('a removal', () => {
  test('lifts the protection, deletes the instances and then the cluster, with its backups', async () => {
    const sent = rds(RDS, [member(1), member(2, { DBInstanceStatus: 'deleting' })]);
    await clusters.remove((await clusters.describe('restored'))!);
    expect(sent).toEqual([
      {
        name: 'ModifyDBClusterCommand',
        input: { DBClusterIdentifier: 'restored', DeletionProtection: false, ApplyImmediately: true },
      },
      { name: 'DeleteDBInstanceCommand', input: { DBInstanceIdentifier: 'restored-1', SkipFinalSnapshot: true } },
      {
        name: 'DeleteDBClusterCommand',
        input: { DBClusterIdentifier: 'restored', SkipFinalSnapshot: true, DeleteAutomatedBackups: true },
      },
    ]);
  });

  test('of what is being deleted already asks for nothing', async () => {
    const sent = rds({ ...RDS, Status: 'deleting', DeletionProtection: false });
    await clusters.remove((await clusters.describe('restored'))!);
    expect(sent).toEqual([]);
  });

  test('that comes too early is tried again', async () => {
    rds({ ...RDS, DeletionProtection: false }, [], fault('InvalidDBClusterStateFault'));
    const found = (await clusters.describe('restored'))!;
    await expect(clusters.remove(found)).rejects.toMatchObject({ name: 'Retryable' });
  });
});

describe('a snapshot of a cluster', () => {
  const snapshot = {
    DBClusterSnapshotIdentifier: 'nightly',
    Status: 'available',
    SnapshotCreateTime: new Date('2026-11-22T03:00:00.500Z'),
    DBClusterIdentifier: 'pegasus',
    DbClusterResourceId: 'cluster-1',
  };

  test('is of the moment when it was taken', async () => {
    rds(undefined, [], { DBClusterSnapshots: [snapshot] });
    expect(await clusters.snapshots({ database: 'pegasus' })).toEqual([
      {
        id: 'nightly',
        status: 'available',
        databaseTime: '2026-11-22T03:00:00Z',
        sourceIdentifier: 'pegasus',
        sourceResourceId: 'cluster-1',
      },
    ]);
  });

  test('that is a copy does not say what moment its data is from', async () => {
    rds(undefined, [], { DBClusterSnapshots: [{ ...snapshot, SourceDBClusterSnapshotArn: 'arn:another' }] });
    expect(await clusters.snapshots({ database: 'pegasus' })).toMatchObject([{ databaseTime: undefined }]);
  });

  test('that is gone is an empty list', async () => {
    rds(undefined, [], fault('DBClusterSnapshotNotFoundFault'));
    expect(await clusters.snapshots({ snapshot: 'gone' })).toEqual([]);
  });
});

test('parameter groups of cluster and instances are read, each once, and no default', async () => {
  const sent = rds(undefined, [], { Parameters: [{ ParameterName: 'work_mem', ParameterValue: '65536' }] });
  expect(await clusters.parameterGroups(SETTINGS)).toEqual([
    { of: 'cluster', name: 'pegasus-cluster', values: { work_mem: '65536' } },
    { of: 'instance', name: 'pegasus-instances', values: { work_mem: '65536' } },
  ]);
  expect(sent.map(({ name }) => name)).toEqual(['DescribeDBClusterParametersCommand', 'DescribeDBParametersCommand']);
});

test('the password of the master user is set at once', async () => {
  const sent = rds({ ...RDS, DBClusterMembers: [memberOf(1, true)] }, [member(1)]);
  await clusters.setMasterPassword('restored', 'hush');
  expect(sent).toEqual([
    {
      name: 'ModifyDBClusterCommand',
      input: { DBClusterIdentifier: 'restored', MasterUserPassword: 'hush', ApplyImmediately: true },
    },
  ]);
});

test('F99 a cluster without automated backups, gone with them, is no error', async () => {
  rds(undefined, [], fault('DBClusterAutomatedBackupNotFoundFault'));
  expect(await clusters.restoreWindow('cluster-1')).toEqual({});
});

test('F112 a cluster that is put to use loses the tag of a candidate, and so do its instances', async () => {
  const sent = rds({ ...RDS, DBClusterArn: 'arn:cluster' }, [member(1, { DBInstanceArn: 'arn:writer' })]);
  await clusters.release('restored');
  const TagKeys = ['pegasus-backup:candidate'];
  expect(sent.map(({ input }) => input)).toEqual([
    { ResourceName: 'arn:cluster', TagKeys },
    { ResourceName: 'arn:writer', TagKeys },
  ]);
});
