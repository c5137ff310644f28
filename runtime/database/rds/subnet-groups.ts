import { DBSubnetGroupNotFoundFault, DescribeDBSubnetGroupsCommand, type RDSClient } from '@aws-sdk/client-rds';
import type { SubnetGroup } from '../../../domain/readiness/subnet-group';
import { named } from './rds-responses';

/** @returns undefined when RDS knows no such group */
export async function findSubnetGroup(client: RDSClient, name: string): Promise<SubnetGroup | undefined> {
  try {
    const answer = await client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }));
    const [group] = answer.DBSubnetGroups ?? [];
    if (group === undefined) return undefined;
    const { SubnetGroupStatus: status = 'without a status', Subnets = [] } = group;
    return { status, subnets: Subnets.length, zones: named(Subnets.map((one) => one.SubnetAvailabilityZone?.Name)) };
  } catch (error) {
    if (error instanceof DBSubnetGroupNotFoundFault) return undefined;
    throw error;
  }
}
