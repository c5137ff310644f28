import { CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import * as z from 'zod';
import { givenName, physicalName, type Resource, type ResourceRequest } from '../resource';

const Properties = z.strictObject({
  DBSubnetGroupName: z.string().optional(),
  DBSubnetGroupDescription: z.string(),
  SubnetIds: z.array(z.string()),
  Tags: z.unknown().optional(),
});

export async function createSubnetGroup(request: ResourceRequest): Promise<Resource> {
  const { DBSubnetGroupDescription, SubnetIds } = Properties.parse(request.properties);
  const DBSubnetGroupName = givenName(request, 'DBSubnetGroupName') ?? physicalName(request, 63).toLowerCase();
  await request.services.rds.send(
    new CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription, SubnetIds }),
  );
  return { ref: DBSubnetGroupName, attributes: {} };
}
