import { describe, expect, test } from '@jest/globals';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Code, EventSourceMapping, type IFunction, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule } from 'aws-cdk-lib/aws-scheduler';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { EcsApplication } from '../../../examples/ecs-application/stack';
import { LongTransactions, TrafficSwitch } from '../../../lib';
import { Traffic } from '../../../lib/traffic/traffic';
import { allowedTo, fixture, plain } from '../fixture';

const DRIVERS = ['FreezeWrites', 'OpenLowTraffic', 'ResumeTraffic', 'TearDown'];

/** Statements of a handler's role that name one of the services of the switches. */
function onSwitches(template: Template, handler: string) {
  return allowedTo(template, new RegExp(`Handlers${handler}Role`))
    .map(({ Action, Resource, Condition }) => ({
      actions: [Action].flat().join(),
      resources: [Resource].flat().map(plain).join(),
      condition: JSON.stringify(Condition ?? {}),
    }))
    .filter(({ actions }) => /^(ecs|application-autoscaling|events|scheduler|lambda|iam):/.test(actions));
}

describe('the example of an application on ECS', () => {
  const template = Template.fromStack(new EcsApplication(new App(), 'Example'));

  test.each(DRIVERS)('%s is told of all five switches, in their order', (handler) => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const [, found] = functions.find(([id]) => id.includes(`Handlers${handler}Function`))!;
    const specs = JSON.parse(plain(found.Properties.Environment.Variables.SWITCHES));
    expect(specs.map(({ kind }: { kind: string }) => kind)).toEqual([
      'rule',
      'ecs-service',
      'ecs-service',
      'deny-writes',
      'deny-writes',
    ]);
  });

  test.each(DRIVERS)('%s may change these services, rules and roles, and nothing else', (handler) => {
    const statements = onSwitches(template, handler);
    const services = statements.filter(({ actions }) => actions.includes('ecs:UpdateService'));
    expect(services.map(({ resources }) => resources).every((resource) => !resource.includes('*'))).toBe(true);
    const wild = statements.filter(({ resources }) => resources.includes('*'));
    expect(new Set(wild.map(({ actions }) => actions))).toEqual(
      new Set(['application-autoscaling:DescribeScalableTargets', 'application-autoscaling:RegisterScalableTarget']),
    );
    const scaling = wild.find(({ actions }) => actions.includes('Register'))!;
    expect(scaling.condition).toContain('"application-autoscaling:service-namespace":"ecs"');
  });

  test('ProveReferences may look whether they still stand as they were left, and change none', () => {
    const actions = onSwitches(template, 'ProveReferences').flatMap(({ actions }) => actions.split(','));
    expect([...new Set(actions)].sort()).toEqual([
      'application-autoscaling:DescribeScalableTargets',
      'ecs:DescribeServices',
      'events:DescribeRule',
      'events:ListRules',
      'events:ListTargetsByRule',
      'iam:ListAttachedRolePolicies',
    ]);
  });

  test('nobody else may touch a switch', () => {
    expect(onSwitches(template, 'RestoreObjects')).toEqual([]);
    expect(onSwitches(template, 'RunChecks')).toEqual([]);
  });
});

describe('what the handlers are told of a switch', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-central-1' } });
  const fn = LambdaFunction.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-central-1:123456789012:function:worker');
  const mapping = EventSourceMapping.fromEventSourceMappingId(stack, 'Feed', 'uuid');
  const bus = EventBus.fromEventBusName(stack, 'Bus', 'events');
  const rule = Rule.fromEventRuleArn(stack, 'Rule', 'arn:aws:events:eu-central-1:123456789012:rule/events/ingest');
  const schedule = Schedule.fromScheduleArn(
    stack,
    'Schedule',
    'arn:aws:scheduler:eu-central-1:123456789012:schedule/jobs/nightly',
  );
  const role = Role.fromRoleName(stack, 'Role', 'scheduler');
  const { bucket } = fixture();
  const traffic = (switches: TrafficSwitch[], id: string) => {
    const scope = new Stack(new App(), id, { env: { account: '123456789012', region: 'eu-central-1' } });
    return new Traffic(scope, { switches, bucket, prefix: 'pegasus/' });
  };

  test.each([
    [TrafficSwitch.lambdaFunction(fn), { kind: 'lambda-function', functionName: 'worker', lowTrafficConcurrency: 1 }],
    [TrafficSwitch.eventSourceMapping(mapping), { kind: 'event-source-mapping', id: 'uuid' }],
    [TrafficSwitch.rule(rule, { eventBus: bus }), { kind: 'rule', name: 'events/ingest', eventBus: 'events' }],
    [
      TrafficSwitch.bucketNotifications(Bucket.fromBucketName(stack, 'Uploads', 'uploads')),
      { kind: 'bucket-notifications', bucket: 'uploads' },
    ],
    [TrafficSwitch.schedule(schedule, { targetRole: role }), { kind: 'schedule', name: 'nightly', group: 'jobs' }],
  ])('%#', (one, spec) => {
    expect(JSON.parse(plain(stack.resolve(traffic([one], 'Told').environment.SWITCHES)))).toEqual([spec]);
  });

  test('F116 an update of a schedule passes one role to EventBridge Scheduler; that of an imported one must be named', () => {
    const passes = (options: Parameters<typeof TrafficSwitch.schedule>[1]) =>
      traffic([TrafficSwitch.schedule(schedule, options)], 'Passes')
        .driven('')
        .find(({ actions }) => actions.includes('iam:PassRole'));
    expect(() => passes({})).toThrow(
      /`targetRole` of TrafficSwitch.schedule\(\) is missing, and Stack\/Schedule is imported/,
    );
    expect(passes({ targetRole: role })).toMatchObject({
      resources: [role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    });
  });

  test('the parameter is there whatever else is', () => {
    const { stack: other, backup } = fixture({ backup: { traffic: [TrafficSwitch.lambdaFunction(fn)] } });
    expect(other.resolve(backup.trafficParameter.parameterName)).toBeDefined();
  });

  test('a second parameter is refused', () => {
    const parameter = (id: string) =>
      TrafficSwitch.parameter(StringParameter.fromStringParameterName(stack, id, `/${id}`));
    expect(() => traffic([parameter('One'), parameter('Two')], 'Twice')).toThrow(/`traffic` has 2 parameters; one is/);
  });

  test('a parameter of a template is refused: a deployment would write its value again', () => {
    const own = new StringParameter(stack, 'Own', { stringValue: 'open' });
    expect(() => traffic([TrafficSwitch.parameter(own)], 'Own')).toThrow(
      /`traffic` has the parameter Stack\/Own, whose value is in a template.*Leave it out/,
    );
  });

  test('a parameter that is imported is taken, and none is made beside it', () => {
    const imported = StringParameter.fromStringParameterName(stack, 'Imported', '/imported');
    const one = traffic([TrafficSwitch.parameter(imported)], 'Imported');
    expect(one.environment.TRAFFIC_PARAMETER).toBe('/imported');
    Template.fromStack(Stack.of(traffic([], 'Made').parameter)).resourceCountIs('Custom::PegasusBackupTraffic', 1);
    const { template } = fixture({ backup: { traffic: [TrafficSwitch.parameter(imported)] } });
    template().resourceCountIs('Custom::PegasusBackupTraffic', 0);
  });
});

describe('the parameter that is made', () => {
  const template = fixture().template();
  const [[, resource]] = Object.entries(template.findResources('Custom::PegasusBackupTraffic')) as [
    [string, { Properties: { Name: string }; DependsOn: string[] }],
  ];

  test('has no state in the template, only its name', () => {
    template.resourceCountIs('AWS::SSM::Parameter', 0);
    const { Name, ServiceToken, ServiceTimeout, ...rest } = resource.Properties as Record<string, unknown>;
    expect(Name).toMatch(/^\/pegasus-backup\/Test\/TestBackupTraffic[0-9A-F]+$/);
    expect(rest).toEqual({});
  });

  test('is made by a function that may make, read and delete it, and no other', () => {
    expect(resource.DependsOn).toContainEqual(expect.stringMatching(/InitializeTrafficRole/));
    const statements = allowedTo(template, /InitializeTrafficRole/);
    const onParameters = statements.filter(({ Action }) => /^ssm:/.test([Action].flat()[0]!));
    expect(onParameters.flatMap(({ Action }) => Action).sort()).toEqual([
      'ssm:AddTagsToResource',
      'ssm:DeleteParameter',
      'ssm:GetParameter',
      'ssm:ListTagsForResource',
      'ssm:PutParameter',
      'ssm:RemoveTagsFromResource',
    ]);
    for (const { Resource } of onParameters) expect(plain(Resource)).toMatch(`:parameter${resource.Properties.Name}`);
    for (const { Resource } of onParameters) expect(plain(Resource)).not.toContain('*');
  });

  test('is there before the functions that are told of it', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const told = functions.flatMap(({ Properties }) => Properties.Environment?.Variables?.TRAFFIC_PARAMETER ?? []);
    const [id] = Object.keys(template.findResources('Custom::PegasusBackupTraffic'));
    expect(told.length).toBeGreaterThan(4);
    for (const one of told) expect(one).toEqual({ Ref: id });
  });

  test('has another name in a stack of another name', () => {
    const nameIn = (stackName: string) => {
      const other = new Stack(new App(), 'Same', { stackName });
      new Traffic(other, { switches: [], bucket: fixture().bucket, prefix: 'pegasus/' });
      const [made] = Object.values(Template.fromStack(other).findResources('Custom::PegasusBackupTraffic'));
      return made?.Properties.Name;
    };
    expect(nameIn('dev')).not.toBe(nameIn('prod'));
  });
});

test('a transaction may take no longer than the freeze can wait', () => {
  expect(LongTransactions.hold().after.toMinutes()).toBe(2);
  expect(LongTransactions.end(Duration.minutes(4)).then).toBe('end');
  expect(() => LongTransactions.hold(Duration.seconds(241))).toThrow(
    '`after` of `longTransactions` is 4 minutes 1 second; whole seconds from 0 seconds to 4 minutes are allowed',
  );
});

describe('F109 what low traffic reserves', () => {
  const stack = new Stack(new App(), 'Application');
  const low = (fn: IFunction, lowTrafficConcurrency?: number) =>
    TrafficSwitch.lambdaFunction(fn, { lowTrafficConcurrency });
  const made = (id: string, reservedConcurrentExecutions?: number) => {
    const code = Code.fromInline('exports.handler = async () => {};');
    const props = { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X, reservedConcurrentExecutions };
    return new LambdaFunction(stack, id, props);
  };

  test.each([
    ['of a function that has a reservation', low(made('Few', 5), 2), 0],
    ['of one that has none', low(made('Free'), 3), 3],
    ['of an imported one', low(LambdaFunction.fromFunctionName(stack, 'Worker', 'worker')), 1],
  ])('%s', (_, { _definition: definition }, reserves) => {
    expect(definition?.reserves).toBe(reserves);
  });

  test('readiness is told', () => {
    const traffic = ['one', 'two'].map((name) => low(LambdaFunction.fromFunctionName(stack, name, name), 2));
    fixture({ backup: { traffic } })
      .template()
      .hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ RESERVED_IN_LOW_TRAFFIC: '4' }) },
      });
  });
});
