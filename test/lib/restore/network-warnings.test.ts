import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  type PrivateSubnet,
  RouterType,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Application, PegasusBackup, ProtectedDatabase } from '../../../lib';

const { PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED, PUBLIC } = SubnetType;

interface Given {
  readonly vpc: boolean;
  readonly natGateways?: number;
  /** Where the handlers are instead. */
  readonly other?: (stack: Stack) => IVpc;
}

const synthesised = (subnetType: SubnetType, vpc: boolean) => Template.fromStack(stackOf(subnetType, { vpc }));

/** The warnings of a backup beside a database in a VPC of these subnets. */
function warningsOf(subnetType: SubnetType, given: Given, add?: (vpc: Vpc) => void): string[] {
  return Annotations.fromStack(stackOf(subnetType, given, add))
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))
    .filter((warning) => /no route out|public address|handlers are in/.test(warning));
}

function stackOf(subnetType: SubnetType, given: Given, add: (vpc: Vpc) => void = () => {}): Stack {
  const stack = new Stack(new App(), 'Test');
  const subnetConfiguration = [
    ...(subnetType === PRIVATE_WITH_EGRESS ? [{ name: 'public', subnetType: PUBLIC }] : []),
    { name: 'own', subnetType },
  ];
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration, natGateways: given.natGateways });
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const vpcSubnets = { subnetType };
  const db = new DatabaseInstance(stack, 'Database', { engine, vpc, vpcSubnets, storageEncrypted: true });
  new PegasusBackup(stack, 'Backup', {
    database: ProtectedDatabase.instance(db),
    bucket: new Bucket(stack, 'Objects'),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    ...(given.vpc && { vpc: given.other?.(stack) ?? vpc, vpcSubnets }),
  });
  add(vpc);
  return stack;
}

test('the watch over the readiness tries the services that handlers call from inside the network, and only those', () => {
  const told = (vpc: boolean) => {
    const [watch] = Object.values(synthesised(PRIVATE_WITH_EGRESS, vpc).findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => String(Properties.Description).startsWith('WatchReadiness'),
    );
    return JSON.parse(watch!.Properties.Environment.Variables.CALLED_SERVICES);
  };
  expect(told(true)).toEqual(expect.arrayContaining(['kms', 'rds', 's3', 'secretsmanager', 'ssm']));
  expect(told(false)).toEqual([]);
});

test('handlers in isolated subnets without endpoints: those that are needed are listed', () => {
  const [warning, ...others] = warningsOf(PRIVATE_ISOLATED, { vpc: true });
  expect(others).toEqual([]);
  expect(warning).toContain('(`vpcSubnets` of Test/Vpc) have no route out');
  expect(/endpoints of this app with private DNS for ([^:]*):/.exec(warning ?? '')?.[1]?.split(', ')).toEqual(
    expect.arrayContaining(['rds', 's3', 'secretsmanager', 'ssm']),
  );
});

test('those that are there, also when they are made later, are not', () => {
  const [warning] = warningsOf(PRIVATE_ISOLATED, { vpc: true }, (vpc) => {
    vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    vpc.addInterfaceEndpoint('Rds', { service: InterfaceVpcEndpointAwsService.RDS });
  });
  const missing = /endpoints of this app with private DNS for ([^:]*):/.exec(warning ?? '')?.[1]?.split(', ') ?? [];
  expect(missing).toContain('ssm');
  expect(missing).not.toContain('s3');
  expect(missing).not.toContain('rds');
});

test('an endpoint without private DNS is none: the SDK asks the public name', () => {
  const [warning] = warningsOf(PRIVATE_ISOLATED, { vpc: true }, (vpc) => {
    vpc.addInterfaceEndpoint('Rds', { service: InterfaceVpcEndpointAwsService.RDS, privateDnsEnabled: false });
  });
  expect(/private DNS for ([^:]*):/.exec(warning ?? '')?.[1]?.split(', ')).toContain('rds');
});

test('private subnets of a VPC without NAT gateways have no way out, unless there is another route', () => {
  expect(warningsOf(PRIVATE_WITH_EGRESS, { vpc: true, natGateways: 0 })).toEqual([
    expect.stringContaining('(`vpcSubnets` of Test/Vpc) have no route out'),
  ]);
  const transit = (vpc: Vpc) => {
    for (const subnet of vpc.privateSubnets as PrivateSubnet[]) {
      subnet.addRoute('Transit', { routerType: RouterType.TRANSIT_GATEWAY, routerId: 'tgw-0123456789abcdef0' });
    }
  };
  expect(warningsOf(PRIVATE_WITH_EGRESS, { vpc: true, natGateways: 0 }, transit)).toEqual([]);
});

test('a database in another VPC than the handlers: said', () => {
  const other = (stack: Stack) => new Vpc(stack, 'Other');
  expect(warningsOf(PRIVATE_WITH_EGRESS, { vpc: true, other })).toEqual([
    expect.stringMatching(/^The database Test\/Database is in Test\/Vpc, and the handlers are in Test\/Other/),
  ]);
});

test('handlers in public subnets are refused: functions have no public address there', () =>
  expect(() => stackOf(PUBLIC, { vpc: true })).toThrow(
    /^`vpcSubnets` of Test\/Vpc are public, .* reaches no service of AWS.* Give private subnets/,
  ));

test('a VPC without subnets for them is refused', () => {
  const other = (stack: Stack) =>
    Vpc.fromVpcAttributes(stack, 'Other', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a'] });
  expect(() => stackOf(PRIVATE_WITH_EGRESS, { vpc: true, other })).toThrow(
    /^`vpcSubnets` of Test\/Other: There are no .* subnet groups.* Name subnets that are there.*`privateSubnetIds`/,
  );
});

test.each([
  ['subnets with a way out', PRIVATE_WITH_EGRESS, true],
  ['a public database', PUBLIC, false],
])('%s: nothing is said', (_, subnetType, vpc) => expect(warningsOf(subnetType, { vpc })).toEqual([]));

test.each([PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED])('a database in %s subnets and no `vpc`: said', (subnetType) => {
  expect(warningsOf(subnetType, { vpc: false })).toEqual([
    expect.stringContaining('The database Test/Database has no public address, and `vpc` is not given'),
  ]);
});
