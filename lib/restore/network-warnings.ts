import { Aspects, Stack, Validations } from 'aws-cdk-lib';
import { CfnVPCEndpoint, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
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
      if (network.vpc) warnOfEndpoints(scope, network.vpc, network.vpcSubnets);
      else if (isPrivate(database)) warnOfPrivateDatabase(scope, database);
    },
  });
}

function warnOfEndpoints(scope: Construct, vpc: IVpc, vpcSubnets?: SubnetSelection): void {
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  const { subnetIds, isPendingLookup } = vpc.selectSubnets(vpcSubnets);
  if (isPendingLookup || !subnetIds.some((id) => isolated.has(id))) return;
  const made = endpointsOf(scope, vpc);
  const missing = neededEndpoints(scope).filter((service) => !made.some((name) => name.includes(`.${service}"`)));
  if (missing.length === 0) return;
  Validations.of(scope).addWarning(
    'pegasus-backup:isolated-subnets',
    `The subnets of the handlers (\`vpcSubnets\` of ${vpc.node.path}) are isolated, and the VPC has no endpoints of this app for ${missing.join(', ')}: handlers that call these services would time out. Add them (\`vpc.addInterfaceEndpoint\`, for s3 \`vpc.addGatewayEndpoint\`), or take subnets with a NAT gateway; iam and route53 have endpoints in few Regions. Acknowledge this warning when the network has another way.`,
  );
}

/** Services that the handlers in the VPC call, once all handlers are made. */
export function neededEndpoints(scope: Construct): string[] {
  const handlers = scope.node.findAll().filter((node) => node instanceof Handler);
  const services = handlers.flatMap(({ services }) => services);
  return [...new Set(services.flatMap((service) => ENDPOINTS[service] ?? []))].sort();
}

/** Names of the services as a template has them, `com.amazonaws.`, the Region and `.rds"`. */
function endpointsOf(scope: Construct, vpc: IVpc): string[] {
  const endpoints = scope.node.root.node.findAll().filter((node) => node instanceof CfnVPCEndpoint);
  return endpoints
    .filter(({ vpcId }) => vpcId === vpc.vpcId)
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
