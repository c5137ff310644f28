import { ArnFormat, Stack } from 'aws-cdk-lib';
import { DUMPS_PREFIX } from '../../../domain/database/dump';
import { type Permission, readsSecret, usesKey } from '../../handler/permission';
import type { DatabasePermissions } from '../database-definition';
import type { SelfManagedBackup } from './self-managed-backup';
import type { SelfManagedSettings } from './self-managed-settings';

/** The server asks for a password and knows no IAM: what may be done in it, the secret's user may. */
export function selfManagedPermissions(
  { credentials }: SelfManagedSettings,
  backup: SelfManagedBackup,
): DatabasePermissions {
  const { dumps, tasks } = backup;
  const inCluster = { ArnEquals: { 'ecs:cluster': tasks.cluster.clusterArn } };
  const anyTask = Stack.of(tasks).formatArn({
    service: 'ecs',
    resource: 'task',
    resourceName: `${tasks.cluster.clusterName}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  const describes: Permission[] = [
    ...readsSecret(credentials, 'asks the server which databases it has, and whose they are'),
    {
      reason: 'looks at the task that fills a restored database; its id is known to ECS alone',
      actions: ['ecs:DescribeTasks'],
      resources: [anyTask],
      conditions: inCluster,
    },
  ];
  const readsDumps: Permission[] = [
    { reason: 'lists the dumps', actions: ['s3:ListBucket'], resources: [dumps.bucketArn] },
    {
      reason: 'reads the manifests of the dumps, never a dump',
      actions: ['s3:GetObject'],
      resources: [dumps.arnForObjects(`${DUMPS_PREFIX}*.json`)],
    },
    ...usesKey(dumps.encryptionKey, ['kms:Decrypt'], 'dumps are encrypted with this key'),
  ];
  const findsRecoveryPoints: Permission[] = [
    ...readsDumps,
    {
      reason: 'lists the dumps that are being uploaded',
      actions: ['s3:ListBucketMultipartUploads'],
      resources: [dumps.bucketArn],
    },
  ];
  const restores: Permission[] = [
    ...readsDumps,
    {
      reason: 'starts the task that restores, in its cluster only',
      actions: ['ecs:RunTask'],
      resources: [tasks.restore.taskDefinitionArn],
      conditions: inCluster,
    },
    {
      reason: 'tags the task that it starts, and no other',
      actions: ['ecs:TagResource'],
      resources: [anyTask],
      conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      reason: 'the task reads the dump and the secret with roles of its own',
      actions: ['iam:PassRole'],
      resources: [tasks.restore.taskRole.roleArn, tasks.restore.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
  return {
    describes,
    findsRecoveryPoints,
    restores,
    continuesRestore: [],
    configures: [],
    releases: [],
    removes: [],
    readsParameterGroups: [],
    findsDependents: [],
    findsBlueGreen: [],
    remakesParameterGroups: [],
    removesParameterGroups: [],
    watches: [...describes, ...findsRecoveryPoints],
  };
}
