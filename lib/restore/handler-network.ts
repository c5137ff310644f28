import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ProtectedDatabase } from '../database/protected-database';
import type { HandlerNetwork } from '../handler/handler';

/**
 * Handlers in a VPC share one security group, which the database admits. A restored database has the security groups of
 * its source, so it admits them too.
 */
export function handlerNetwork(scope: Construct, given: HandlerNetwork, database: ProtectedDatabase): HandlerNetwork {
  if (!given.vpc) {
    if (given.vpcSubnets || given.securityGroups) {
      throw new Error(
        '`vpcSubnets` and `securityGroups` are for handlers in a VPC, but `vpc` is missing: give the `vpc` too.',
      );
    }
    return given;
  }
  if (given.securityGroups) return given;
  const handlers = new SecurityGroup(scope, 'HandlerSecurityGroup', {
    vpc: given.vpc,
    description: 'Handlers of the backup that speak to the database and the application',
  });
  database.definition.connections.allowDefaultPortFrom(handlers, 'handlers of the backup');
  return { ...given, securityGroups: [handlers] };
}
