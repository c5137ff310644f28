import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ProtectedDatabase } from '../protected-database';
import type { Permission } from './permission';

/** On every database that a restore makes; roles may change and delete nothing without it. */
export const SOURCE_TAG = 'pegasus-backup:source';

export const describesDatabases = (database: ProtectedDatabase): Permission[] => [
  {
    reason: 'looks at the source and at the restored database, whose name is derived from the run',
    actions: ['rds:DescribeDBInstances'],
    resources: [rdsArn(database, 'db', '*')],
  },
];

/** Actions on databases that a restore made of this source, and on no others: IAM compares the tag. */
export const onCandidates = (database: ProtectedDatabase, actions: readonly string[], reason: string): Permission => ({
  reason,
  actions,
  resources: [rdsArn(database, 'db', '*')],
  conditions: { StringEquals: { [`aws:ResourceTag/${SOURCE_TAG}`]: database.identifier } },
});

/** The groups that a restored database is put into: the source's own, whatever their names. */
export const groupArns = (database: ProtectedDatabase): string[] =>
  ['pg', 'og', 'subgrp'].map((group) => rdsArn(database, group, '*'));

export const encryptsStorage = (database: ProtectedDatabase): Permission[] =>
  database.storageKeyArn
    ? [
        {
          reason: 'RDS makes a grant on the key of the storage in the name of who restores',
          actions: ['kms:CreateGrant', 'kms:DescribeKey'],
          resources: [database.storageKeyArn],
          conditions: { StringLike: { 'kms:ViaService': 'rds.*.amazonaws.com' } },
        },
      ]
    : [];

export const rdsArn = (database: ProtectedDatabase, resource: string, resourceName: string): string =>
  Stack.of(database.instance).formatArn({
    service: 'rds',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
