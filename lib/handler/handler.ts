import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { checkEnvironmentSize } from './environment-size';
import { EveryHandler } from './every-handler';
import { handlerCode } from './handler-code';
import { type Permission, permit } from './permission';
import { ServiceRole } from './service-role';
import { explainWildcard } from './wildcards';

/** Where handlers that speak to Postgres run. */
export interface HandlerNetwork {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** A handler as data: what it is given, what it may do and why, how long it may take. */
export interface HandlerDefinition<Environment extends object> {
  /** The name of its file below `lambda/`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment: Environment;
  readonly permissions: readonly Permission[];
  readonly timeout: Duration;
  /** In MiB. */
  readonly memorySize?: number;
  readonly network?: HandlerNetwork;
}

const NETWORK_INTERFACES: Permission = {
  reason: 'Lambda makes network interfaces for a function in a VPC; these actions know no resource before it exists',
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
};

/** One handler: the function made of its bundle, a role with exactly its permissions, a place in the log group. */
export class Handler<Environment extends object> extends Construct {
  readonly function: LambdaFunction;
  /** Those that it calls from inside a VPC, as its actions name them. */
  readonly services: readonly string[];

  constructor(scope: Construct, id: string, definition: HandlerDefinition<Environment>) {
    super(scope, id);
    const shared = EveryHandler.of(this);
    const role = new ServiceRole(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: definition.description,
      managedPolicies: [shared.policy],
    });
    const inVpc = definition.network?.vpc ? [NETWORK_INTERFACES] : [];
    permit(role, [...definition.permissions, ...inVpc]);
    this.services = inVpc.length > 0 ? servicesOf(definition.permissions) : [];
    explainWildcard(role, '*', 'the actions of X-Ray know no resources');

    const environment = variables(definition.environment);
    checkEnvironmentSize(this, environment);
    const bundle = bundleOf(definition.bundle);
    this.function = new LambdaFunction(this, 'Function', {
      description: definition.description,
      runtime: Runtime.NODEJS_24_X,
      handler: bundle.handler,
      code: handlerCode(this, bundle.folder),
      environment,
      timeout: definition.timeout,
      memorySize: definition.memorySize ?? 256,
      tracing: Tracing.ACTIVE,
      role,
      logGroup: shared.logGroup,
      ...definition.network,
    });
  }
}

const servicesOf = (permissions: readonly Permission[]): string[] =>
  permissions.flatMap(({ actions }) => actions.map((action) => action.replace(/:.*$/, '')));

/** The folder with the bundles of all handlers, and where one of them is in it, as Lambda writes it. */
export interface Bundle {
  readonly folder: string;
  readonly handler: string;
}

/**
 * Bundles are made when the package is built, not at synth: installing the package needs no bundler.
 *
 * @throws Error naming the command when the bundle is not there
 */
export function bundleOf(name: string, here: string = __dirname): Bundle {
  const root = resolve(here, '..', '..');
  const folder = join(basename(root) === 'dist' ? root : join(root, 'dist'), 'handlers');
  if (existsSync(join(folder, `${name}.js`))) return { folder, handler: `${name}.handler` };
  throw new Error(
    `The bundle of the handler '${name}' is missing in ${folder}: run \`npm run build\` in the repository of pegasus-backup, or install the package again.`,
  );
}

function variables(environment: object): Record<string, string> {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** Lambda's limit. */
export const LONGEST = Duration.minutes(15);
