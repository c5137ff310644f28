import { type ISecurityGroup, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ProtectedDatabase } from '../database/protected-database';
import type { HandlerNetwork } from '../handler/handler';

/**
 * The security group of the databases that drills make: only the handlers reach it, and it reaches nothing. Without a
 * VPC, none is made.
 */
export function drillSecurityGroup(
  scope: Construct,
  given: ISecurityGroup | undefined,
  network: HandlerNetwork,
  database: ProtectedDatabase,
): ISecurityGroup | undefined {
  if (given || !network.vpc) return given;
  const group = new SecurityGroup(scope, 'DrillSecurityGroup', {
    vpc: network.vpc,
    description: 'Databases of drills: admit only the handlers of the backup',
    allowAllOutbound: false,
  });
  const port = database.definition.connections.defaultPort ?? Port.tcp(5432);
  for (const handlers of network.securityGroups ?? []) {
    group.connections.allowFrom(handlers, port, 'handlers of the backup');
  }
  return group;
}
