import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import * as z from 'zod';
import type { Resource, ResourceRequest } from '../resource';

const Properties = z.strictObject({
  SecretId: z.string(),
  TargetId: z.string(),
  TargetType: z.literal('AWS::RDS::DBInstance'),
});

/** Writes into the secret where the database is. `sslmode` too: the servers of this machine have no certificates. */
export async function attachSecret(request: ResourceRequest): Promise<Resource> {
  const { SecretId, TargetId } = Properties.parse(request.properties);
  const { secrets, rds } = request.services;
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: TargetId }));
  const { Endpoint, DBName: dbname } = DBInstances[0]!;
  const address = { engine: 'postgres', host: Endpoint?.Address, port: Endpoint?.Port, dbname, sslmode: 'disable' };
  const before = z.record(z.string(), z.unknown()).parse(JSON.parse(secrets.value(SecretId)));
  secrets.put(SecretId, JSON.stringify({ ...before, ...address, dbInstanceIdentifier: TargetId }));
  return { ref: SecretId, attributes: {} };
}
