import { Stack } from 'aws-cdk-lib';
import { type IVpc, Port, SecurityGroup, type SelectedSubnets, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
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
  checkSubnets(given.vpc, given.vpcSubnets);
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

/** CDK would refuse public ones with an advice that this construct does not offer. */
function checkSubnets(vpc: IVpc, vpcSubnets?: SubnetSelection): void {
  const { hasPublic } = selected(vpc, vpcSubnets);
  if (!hasPublic) return;
  throw new Error(
    `\`vpcSubnets\` of ${vpc.node.path} are public, where a function has no public address: it reaches no service of AWS. Give private subnets with a NAT gateway, or isolated ones with endpoints of the VPC, as \`vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED }\`.`,
  );
}

function selected(vpc: IVpc, vpcSubnets?: SubnetSelection): SelectedSubnets {
  try {
    return vpc.selectSubnets(vpcSubnets);
  } catch (error) {
    throw new Error(
      `\`vpcSubnets\` of ${vpc.node.path}: ${(error as Error).message}. Name subnets that are there; of an imported VPC give \`privateSubnetIds\` or \`isolatedSubnetIds\`.`,
    );
  }
}

function checkStacks(scope: Construct, vpc: IVpc, { _definition: definition }: ProtectedDatabase): void {
  const { construct } = definition;
  const both = 'vpc' in construct && construct.vpc === vpc;
  if (!both || Stack.of(vpc) !== Stack.of(scope) || Stack.of(construct) === Stack.of(scope)) return;
  throw new Error(
    `\`vpc\` ${vpc.node.path} is in the stack of PegasusBackup, and ${construct.node.path} in another one is in that network: the two stacks would need each other. Put the VPC into the stack of the database, or into one of its own.`,
  );
}
