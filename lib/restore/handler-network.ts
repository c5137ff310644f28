import { Stack } from 'aws-cdk-lib';
import { type IVpc, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
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
  checkStacks(scope, given.vpc, database);
  if (given.securityGroups) return given;
  const handlers = new SecurityGroup(scope, 'HandlerSecurityGroup', {
    vpc: given.vpc,
    description: 'Handlers of the backup that speak to the database and the application',
  });
  const { connections } = database._definition;
  for (const group of connections.securityGroups) {
    // A rule of the peer's side: it is in this stack, which the one of the database must not need.
    group.addIngressRule(handlers, connections.defaultPort ?? Port.tcp(5432), 'handlers of the backup', true);
  }
  return { ...given, securityGroups: [handlers] };
}

function checkStacks(scope: Construct, vpc: IVpc, { _definition: definition }: ProtectedDatabase): void {
  const { construct } = definition;
  const both = 'vpc' in construct && construct.vpc === vpc;
  if (!both || Stack.of(vpc) !== Stack.of(scope) || Stack.of(construct) === Stack.of(scope)) return;
  throw new Error(
    `\`vpc\` ${vpc.node.path} is in the stack of PegasusBackup, and ${construct.node.path} in another one is in that network: the two stacks would need each other. Put the VPC into the stack of the database, or into one of its own.`,
  );
}
