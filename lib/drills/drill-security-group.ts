import { type CfnSecurityGroup, type ISecurityGroup, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
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
  const port = database._definition.connections.defaultPort ?? Port.tcp(5432);
  // In the group itself: CDK makes a resource of each rule between two groups.
  (group.node.defaultChild as CfnSecurityGroup).securityGroupIngress = (network.securityGroups ?? []).map(
    (handlers) => ({
      ...port.toRuleJson(),
      sourceSecurityGroupId: handlers.securityGroupId,
      description: 'handlers of the backup',
    }),
  );
  return group;
}
