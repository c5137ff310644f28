import { expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
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

test.each(Object.entries(KINDS))('the handlers know the kind that %s tells them', (_, { definition }) => {
  expect(databasesOf({ DATABASE_KIND: definition.kind }).rules).toBeDefined();
});

test('a kind that they do not know is named', () => {
  expect(() => databasesOf({ DATABASE_KIND: 'mirror' })).toThrow(/`DATABASE_KIND` is 'mirror'/);
});
