import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  type DBCluster,
  DeleteDBClusterCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  RDSClient,
  RestoreDBClusterFromSnapshotCommand,
} from '@aws-sdk/client-rds';
import { classifyClusterStatus } from '../../../../domain/database/cluster-status';
import { compareSettings } from '../../../../domain/database/settings';
import { LocalRds } from '../../../../local/aws/rds/local-rds';
import { eventually } from '../../../../local/drill/wait';
import { Clusters } from '../../../../runtime/database/rds/clusters';
import { serve } from '../serve';

const directory = mkdtempSync(join(tmpdir(), 'clusters-'));
chmodSync(directory, 0o755);
const service = new LocalRds({ directory });
let served: Awaited<ReturnType<typeof serve>>;
let rds: RDSClient;
let clusters: Clusters;
/** The version of the source. */
let version: string;

const described = async (DBClusterIdentifier: string): Promise<DBCluster> =>
  (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }))).DBClusters![0]!;

const available = (identifier: string) =>
  eventually(`the cluster ${identifier}`, async () => {
    const cluster = await described(identifier);
    return cluster.Status === 'available' ? cluster : undefined;
  });

const answering = (identifier: string) =>
  eventually(`${identifier} with its instances`, async () => {
    const found = await clusters.describe(identifier);
    return found && classifyClusterStatus(found.status) === 'ready' ? found : undefined;
  });

beforeAll(async () => {
  served = await serve(service);
  rds = new RDSClient(served.client);
  clusters = new Clusters(rds);
  await rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: 'source',
      Engine: 'aurora-postgresql',
      DatabaseName: 'pegasus',
      MasterUsername: 'pegasus',
      MasterUserPassword: 'a-long-password',
      DeletionProtection: true,
      EnableIAMDatabaseAuthentication: true,
    }),
  );
  version = (await available('source')).EngineVersion!;
});

afterAll(async () => {
  await service.close();
  await served.close();
  rmSync(directory, { recursive: true, force: true });
});

test('F34 a cluster is available and answers nobody before it has an instance', async () => {
  expect(await described('source')).toMatchObject({ Status: 'available', DBClusterMembers: [] });
  expect((await described('source')).Endpoint).toBeUndefined();
  expect(await clusters.describe('source')).toMatchObject({ status: 'without-an-instance', host: undefined });
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'source-1',
      DBClusterIdentifier: 'source',
      Engine: 'aurora-postgresql',
      DBInstanceClass: 'db.r8g.large',
    }),
  );
  expect(await answering('source')).toMatchObject({ host: '127.0.0.1', settings: { instances: 1 } });
});

describe('restored from a snapshot', () => {
  beforeAll(async () => {
    const DBClusterSnapshotIdentifier = 'nightly';
    const command = new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier, DBClusterIdentifier: 'source' });
    await rds.send(command);
    await eventually('the snapshot', async () => {
      const asked = new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier });
      return (await rds.send(asked)).DBClusterSnapshots?.[0]?.Status === 'available' || undefined;
    });
  });

  test('F35 without an engine version it comes up under another, and the comparison finds it', async () => {
    await rds.send(
      new RestoreDBClusterFromSnapshotCommand({
        DBClusterIdentifier: 'careless',
        SnapshotIdentifier: 'nightly',
        Engine: 'aurora-postgresql',
      }),
    );
    await available('careless');
    const wanted = (await clusters.describe('source'))!.settings;
    const found = (await clusters.describe('careless'))!.settings;
    const settings = compareSettings(clusters.rules, wanted, found).map(({ setting }) => setting);
    expect(settings).toEqual(
      expect.arrayContaining(['engineVersion', 'deletionProtection', 'iamAuthentication', 'instances']),
    );
    expect(found.engineVersion).not.toBe(version);
  });

  test('F34, F35 by us it has the version of its source, and is not ready before its instance can write', async () => {
    const settings = (await clusters.describe('source'))!.settings;
    const order = {
      source: { identifier: 'source', resourceId: (await described('source')).DbClusterResourceId! },
      identifier: 'restored',
      point: { kind: 'snapshot' as const, snapshotId: 'nightly', time: '' },
      settings,
      tags: { 'pegasus-backup:run': 'run-1', 'pegasus-backup:candidate': 'incident' },
    };
    expect(await clusters.restore(order)).toBe(true);
    expect(await clusters.restore(order)).toBe(false);
    await available('restored');
    expect(await clusters.describe('restored')).toMatchObject({ status: 'without-an-instance' });
    await clusters.continueRestore(
      (await clusters.describe('restored'))!,
      async () => order,
      async () => {},
    );
    const restored = await answering('restored');
    // Two databases of this machine cannot share a port.
    expect(compareSettings(clusters.rules, settings, { ...restored.settings, port: settings.port! })).toEqual([]);
  });

  test('F112 put to use it and its instances lose the tag of a candidate, and no other', async () => {
    const tagged = async () => {
      const { DBInstances = [] } = await rds.send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'restored-1' }),
      );
      return [await described('restored'), ...DBInstances].map(({ TagList = [] }) => TagList.map(({ Key }) => Key));
    };
    expect((await tagged()).filter((keys) => keys.includes('pegasus-backup:candidate'))).toHaveLength(2);
    await clusters.release('restored');
    await clusters.release('restored');
    expect((await tagged()).filter((keys) => keys.includes('pegasus-backup:candidate'))).toEqual([]);
    expect((await tagged()).filter((keys) => keys.includes('pegasus-backup:run'))).toHaveLength(2);
  });

  test('F39 what a run has left is found by its tag, until it is removed', async () => {
    expect(await clusters.leftOf('run-1', ['restored'])).toEqual([
      'database restored-1 (available)',
      'cluster restored (available)',
      'automated backups of restored (active)',
    ]);
    await clusters.remove((await clusters.describe('restored'))!);
    await eventually('the end of it', async () =>
      (await clusters.describe('restored')) === undefined ? true : undefined,
    );
    expect(await clusters.leftOf('run-1', ['restored'])).toEqual([]);
  });
});

describe('a deletion', () => {
  const removing = () =>
    rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: 'source', SkipFinalSnapshot: true }));

  test('of a protected cluster is refused', async () =>
    await expect(removing()).rejects.toMatchObject({ name: 'InvalidParameterCombination' }));

  test('of a cluster that has instances is refused', async () => {
    await rds.send(new ModifyDBClusterCommand({ DBClusterIdentifier: 'source', DeletionProtection: false }));
    await available('source');
    await expect(removing()).rejects.toMatchObject({ name: 'InvalidDBClusterStateFault' });
  });
});
