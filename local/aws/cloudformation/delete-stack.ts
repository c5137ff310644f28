import { DeleteDBInstanceCommand, DescribeDBInstancesCommand, type RDSClient } from '@aws-sdk/client-rds';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { eventually } from '../../drill/wait';
import type { Services } from './resource';
import type { StandingResource, StandingStack } from './standing-stack';

type Delete = (resource: StandingResource, services: Services) => Promise<void>;

/** What can refuse to be deleted, or is more than an entry here; all else is gone when its stack says so. */
const DELETIONS: Readonly<Record<string, Delete>> = {
  'AWS::S3::Bucket': async ({ physicalId }, { s3 }) => {
    await s3.send(new DeleteBucketCommand({ Bucket: physicalId }));
  },
  'AWS::Backup::BackupVault': async ({ physicalId }, { vaults }) => vaults.delete(physicalId),
  'AWS::RDS::DBInstance': async ({ physicalId, properties }, { rds }) => {
    const DeleteAutomatedBackups = properties.DeleteAutomatedBackups !== false;
    await rds.send(
      new DeleteDBInstanceCommand({
        DBInstanceIdentifier: physicalId,
        SkipFinalSnapshot: true,
        DeleteAutomatedBackups,
      }),
    );
    await eventually(`the end of ${physicalId}`, () => isGone(physicalId, rds), 120);
  },
  'AWS::KMS::Key': async ({ physicalId }, { keys }) => keys.scheduleDeletion(physicalId),
  'AWS::Lambda::Function': async ({ physicalId }, { functions }) => functions.delete(physicalId),
};

/** Last made, first deleted. As CloudFormation: one that refuses keeps no other, and fails the deletion. */
export async function deleteStack(stack: StandingStack, services: Services): Promise<void> {
  for (const resource of stack.resources.toReversed()) {
    if (resource.status === 'DELETE_COMPLETE' || resource.status === 'DELETE_SKIPPED') continue;
    if (/^Retain/.test(resource.deletionPolicy)) {
      resource.status = 'DELETE_SKIPPED';
      continue;
    }
    const remove = Object.hasOwn(DELETIONS, resource.type) ? DELETIONS[resource.type] : undefined;
    try {
      await remove?.(resource, services);
      resource.status = 'DELETE_COMPLETE';
    } catch {
      resource.status = 'DELETE_FAILED';
    }
  }
  const failed = stack.resources.some(({ status }) => status === 'DELETE_FAILED');
  stack.status = failed ? 'DELETE_FAILED' : 'DELETE_COMPLETE';
  if (!failed) services.stacks.delete(stack.name);
}

async function isGone(identifier: string, rds: RDSClient): Promise<true | undefined> {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  return DBInstances.some(({ DBInstanceIdentifier }) => DBInstanceIdentifier === identifier) ? undefined : true;
}
