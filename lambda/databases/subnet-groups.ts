import { DBSubnetGroupNotFoundFault, DescribeDBSubnetGroupsCommand, type RDSClient } from '@aws-sdk/client-rds';
import type { SubnetGroup } from '../../domain/readiness/subnet-group';

/** @returns undefined when RDS knows no such group */
export async function findSubnetGroup(client: RDSClient, name: string): Promise<SubnetGroup | undefined> {
  try {
    const answer = await client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }));
    const [group] = answer.DBSubnetGroups ?? [];
    return group && { status: group.SubnetGroupStatus ?? 'without a status', subnets: group.Subnets?.length ?? 0 };
  } catch (error) {
    if (error instanceof DBSubnetGroupNotFoundFault) return undefined;
    throw error;
  }
}
