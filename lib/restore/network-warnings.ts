import { Aspects, Stack, Token, TokenComparison, Validations } from 'aws-cdk-lib';
import {
  CfnRoute,
  CfnSubnet,
  CfnVPC,
  CfnVPCEndpoint,
  type ISubnet,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { ProtectedDatabase } from '../database/protected-database';
import { Handler, type HandlerNetwork } from '../handler/handler';

/** Endpoints by the service of the actions that need them; what is not named here Lambda does itself. */
export const ENDPOINTS: Readonly<Record<string, string>> = {
  s3: 's3',
  rds: 'rds',
  secretsmanager: 'secretsmanager',
  ssm: 'ssm',
  kms: 'kms',
  backup: 'backup',
  states: 'states',
  sns: 'sns',
  lambda: 'lambda',
  ecs: 'ecs',
  iam: 'iam',
  events: 'events',
  scheduler: 'scheduler',
  route53: 'route53',
  cloudwatch: 'monitoring',
  'application-autoscaling': 'application-autoscaling',
};

/** At synth, when everything is made: a network in which handlers reach neither the database nor AWS is silent until then. */
export function warnOfNetwork(scope: Construct, network: HandlerNetwork, database: ProtectedDatabase): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      if (network.vpc) {
        warnOfEndpoints(scope, network.vpc, network.vpcSubnets);
        warnOfOtherVpc(scope, network.vpc, database);
      }
      if (!network.vpc && isPrivate(database)) warnOfPrivateDatabase(scope, database);
    },
  });
}

function warnOfEndpoints(scope: Construct, vpc: IVpc, vpcSubnets?: SubnetSelection): void {
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
  if (isPendingLookup || !subnets.some((subnet) => isolated.has(subnet.subnetId) || hasNoWayOut(subnet))) return;
  const made = endpointsOf(scope, vpc);
  const missing = neededEndpoints(scope).filter((service) => !made.some((name) => name.includes(`.${service}"`)));
  if (missing.length === 0) return;
  Validations.of(scope).addWarning(
    'pegasus-backup:isolated-subnets',
    `The subnets of the handlers (\`vpcSubnets\` of ${vpc.node.path}) have no route out of the VPC, and it has no endpoints of this app with private DNS for ${missing.join(', ')}: handlers that call these services would time out. Add them (\`vpc.addInterfaceEndpoint\`, for s3 \`vpc.addGatewayEndpoint\`), or take subnets with a NAT gateway; iam and route53 have endpoints in few Regions. Acknowledge this warning when the network has another way.`,
  );
}

function warnOfOtherVpc(scope: Construct, vpc: IVpc, { _definition: { construct } }: ProtectedDatabase): void {
  const { vpc: other } = construct as { readonly vpc?: IVpc };
  if (other === undefined) return;
  const compared = Token.compareStrings(other.vpcId, vpc.vpcId);
  const bothMade = [other, vpc].every(({ node }) => CfnVPC.isCfnVPC(node.defaultChild));
  if (compared !== TokenComparison.DIFFERENT && !(bothMade && other.vpcId !== vpc.vpcId)) return;
  Validations.of(scope).addWarning(
    'pegasus-backup:other-vpc',
    `The database ${construct.node.path} is in ${other.node.path}, and the handlers are in ${vpc.node.path}: unless the two are peered, its security groups cannot name that of the handlers, and the deployment fails. Give the \`vpc\` of the database. Acknowledge this warning when they are peered.`,
  );
}

/** Made in this app with no route but that of the VPC itself: without NAT gateways CDK gives a private subnet none. */
function hasNoWayOut({ node }: ISubnet): boolean {
  return CfnSubnet.isCfnSubnet(node.defaultChild) && !node.findAll().some((child) => child instanceof CfnRoute);
}

/** Services that the handlers in the VPC call, once all handlers are made. */
export function neededEndpoints(scope: Construct): string[] {
  const handlers = scope.node.findAll().filter((node) => node instanceof Handler);
  const services = handlers.flatMap(({ services }) => services);
  return [...new Set(services.flatMap((service) => ENDPOINTS[service] ?? []))].sort();
}

/** Names of the services as a template has them, `com.amazonaws.`, the Region and `.rds"`; the SDK knows the public names only. */
function endpointsOf(scope: Construct, vpc: IVpc): string[] {
  const endpoints = scope.node.root.node.findAll().filter((node) => node instanceof CfnVPCEndpoint);
  return endpoints
    .filter(({ vpcId }) => vpcId === vpc.vpcId)
    .filter(({ vpcEndpointType, privateDnsEnabled }) => vpcEndpointType !== 'Interface' || privateDnsEnabled !== false)
    .map((endpoint) => JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName)));
}

/** As far as this app makes it. */
function isPrivate({ _definition: definition }: ProtectedDatabase): boolean {
  const instances = definition.construct.node.findAll().filter((node) => node instanceof CfnDBInstance);
  return instances.length > 0 && instances.every(({ publiclyAccessible }) => publiclyAccessible !== true);
}

function warnOfPrivateDatabase(scope: Construct, { _definition: definition }: ProtectedDatabase): void {
  Validations.of(scope).addWarning(
    'pegasus-backup:private-database',
    `The database ${definition.construct.node.path} has no public address, and \`vpc\` is not given: no handler can connect to it. Give its \`vpc\`, or one that reaches it.`,
  );
}
