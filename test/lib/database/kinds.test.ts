import { expect, test } from '@jest/globals';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraMysqlEngineVersion,
  AuroraPostgresEngineVersion,
  type CfnDBCluster,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseClusterFromSnapshot,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseInstanceFromSnapshot,
  DatabaseInstanceReadReplica,
  PostgresEngineVersion,
  SnapshotCredentials,
} from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ProtectedDatabase } from '../../../lib';
import { databasesOf } from '../../../runtime/database/connect';

const stack = new Stack();
const credentials = Secret.fromSecretNameV2(stack, 'Credentials', 'credentials');
const reached = { port: 5432, securityGroups: [] };

/** One of each: a new kind does not compile until it is here. */
const KINDS: Readonly<Record<Exclude<keyof typeof ProtectedDatabase, 'prototype'>, ProtectedDatabase>> = {
  instance: ProtectedDatabase.instance(
    DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Instance', {
      instanceIdentifier: 'instance',
      instanceEndpointAddress: 'instance.invalid',
      ...reached,
    }),
    { credentials },
  ),
  cluster: ProtectedDatabase.cluster(
    DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Cluster', { clusterIdentifier: 'cluster', ...reached }),
    { credentials },
  ),
  selfManaged: ProtectedDatabase.selfManaged({
    databaseName: 'pegasus',
    majorVersion: 17,
    credentials,
    vpc: new Vpc(stack, 'Vpc'),
  }),
};

test.each(Object.entries(KINDS))('the handlers know the kind that %s tells them', (_, { _definition: definition }) => {
  expect(databasesOf({ DATABASE_KIND: definition.kind }).rules).toBeDefined();
});

test('a kind that they do not know is named', () => {
  expect(() => databasesOf({ DATABASE_KIND: 'mirror' })).toThrow(/`DATABASE_KIND` is 'mirror'/);
});

const vpc = new Vpc(stack, 'Network');
const postgres = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
const auroraPostgres = DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_5 });
const writer = ClusterInstance.serverlessV2('Writer');

test.each<[string, () => ProtectedDatabase, RegExp]>([
  [
    'MySQL',
    () =>
      ProtectedDatabase.instance(new DatabaseInstance(stack, 'MySql', { engine: DatabaseInstanceEngine.MYSQL, vpc })),
    /The database .*MySql runs mysql: an instance must run postgres/,
  ],
  [
    'MariaDB, imported',
    () =>
      ProtectedDatabase.instance(
        DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'MariaDb', {
          instanceIdentifier: 'maria',
          instanceEndpointAddress: 'maria.invalid',
          engine: DatabaseInstanceEngine.MARIADB,
          ...reached,
        }),
        { credentials },
      ),
    /MariaDb runs mariadb/,
  ],
  [
    'a read replica',
    () =>
      ProtectedDatabase.instance(
        new DatabaseInstanceReadReplica(stack, 'Replica', {
          sourceDatabaseInstance: new DatabaseInstance(stack, 'Main', { engine: postgres, vpc }),
          instanceType: new InstanceType('m7g.large'),
          vpc,
        }),
        { credentials },
      ),
    /Replica is a read replica of/,
  ],
  [
    'Aurora MySQL',
    () => {
      const engine = DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_08_0 });
      return ProtectedDatabase.cluster(new DatabaseCluster(stack, 'AuroraMySql', { engine, writer, vpc }));
    },
    /AuroraMySql runs aurora-mysql: a cluster must run aurora-postgresql/,
  ],
  [
    'Aurora MySQL, imported',
    () =>
      ProtectedDatabase.cluster(
        DatabaseCluster.fromDatabaseClusterAttributes(stack, 'ImportedMySql', {
          clusterIdentifier: 'cluster',
          engine: DatabaseClusterEngine.AURORA_MYSQL,
          ...reached,
        }),
        { credentials },
      ),
    /ImportedMySql runs aurora-mysql/,
  ],
  [
    'a Multi-AZ DB cluster',
    () => {
      const cluster = new DatabaseCluster(stack, 'MultiAz', { engine: auroraPostgres, writer, vpc });
      const resource = cluster.node.defaultChild as CfnDBCluster;
      resource.dbClusterInstanceClass = 'db.r6gd.large';
      return ProtectedDatabase.cluster(cluster);
    },
    /MultiAz is a Multi-AZ DB cluster/,
  ],
])('what no restore could bring back is refused at synth: %s', (_, protect, why) => expect(protect).toThrow(why));

test('what was made from a snapshot is protected like any other, with the secret that it was given', () => {
  const snapshotIdentifier = 'before-the-move';
  const generated = SnapshotCredentials.fromGeneratedSecret('pegasus');
  const instance = new DatabaseInstanceFromSnapshot(stack, 'FromSnapshot', {
    engine: postgres,
    snapshotIdentifier,
    credentials: generated,
    vpc,
  });
  const cluster = new DatabaseClusterFromSnapshot(stack, 'ClusterFromSnapshot', {
    engine: auroraPostgres,
    snapshotIdentifier,
    snapshotCredentials: generated,
    writer,
    vpc,
  });
  expect(ProtectedDatabase.instance(instance).credentials).toBe(instance.secret);
  expect(ProtectedDatabase.cluster(cluster).credentials).toBe(cluster.secret);
  expect(ProtectedDatabase.instance(instance)._definition.ownedByApp).toBe(true);
});

describe('the identifier of an imported database', () => {
  const instance = (instanceIdentifier: string) =>
    DatabaseInstance.fromDatabaseInstanceAttributes(new Stack(new App(), 'Here'), 'Database', {
      instanceIdentifier,
      instanceEndpointAddress: 'db.invalid',
      port: 5432,
      securityGroups: [],
    });
  const cluster = (clusterIdentifier: string) =>
    DatabaseCluster.fromDatabaseClusterAttributes(new Stack(new App(), 'Here'), 'Database', { clusterIdentifier });

  test.each([
    '',
    'Lectures',
    'lectures_prod',
    'lectures-',
    'lec--tures',
    '1ectures',
    'a'.repeat(64),
    'lectures.abc.eu-west-1.rds.amazonaws.com',
    'arn:aws:rds:eu-west-1:123456789012:db:lectures',
  ])("'%s' is none that RDS has: refused", (identifier) => {
    const says = `The database Here/Database is imported with the identifier '${identifier}'; it must be as RDS has it`;
    expect(() => ProtectedDatabase.instance(instance(identifier), { credentials })).toThrow(says);
    expect(() => ProtectedDatabase.cluster(cluster(identifier), { credentials })).toThrow(says);
  });

  test.each(['l', 'lectures-prod-2', 'a'.repeat(63), new CfnParameter(stack, 'Given').valueAsString])(
    "'%s' is taken",
    (identifier) => {
      expect(ProtectedDatabase.instance(instance(identifier), { credentials })._definition.identifier).toBe(identifier);
      expect(ProtectedDatabase.cluster(cluster(identifier), { credentials })._definition.identifier).toBe(identifier);
    },
  );
});
