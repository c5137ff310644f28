import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App, CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke as ScheduledInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  DefinitionBody,
  DistributedMap,
  QueryLanguage,
  S3ObjectsItemReader,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Deployed } from '../../../../local/aws/cloudformation/deploy';
import { type LocalAws, startLocalAws } from '../../../../local/aws/local-aws';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../../local/aws/service';

let directory: string;
let aws: LocalAws;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'deploy-'));
  aws = await startLocalAws({ directory, waitScale: 0 });
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true });
});

describe('a stack that the CDK synthesised', () => {
  let deployed: Deployed;
  let template: { Resources: Record<string, { Type: string; Properties: { DefinitionString?: unknown } }> };
  beforeAll(async () => {
    const app = new App({ outdir: join(directory, 'cdk.out') });
    const stack = new Stack(app, 'Sums', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
    build(stack);
    template = app.synth().getStackByName('Sums').template;
    deployed = await aws.deploy(join(directory, 'cdk.out'), 'Sums');
  });

  /** For each object of a bucket a function, whose answers are added up. */
  function build(stack: Stack): void {
    const folder = join(directory, 'bundle');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'index.js'),
      'exports.handler = async ({ Key, prefix }) => Number(Key.slice(prefix.length)) * Number(process.env.FACTOR);',
    );
    const bucket = new Bucket(stack, 'Parts', { versioned: true });
    const lambdaFunction = new LambdaFunction(stack, 'Work', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(folder),
      environment: { FACTOR: '2' },
    });
    const each = DistributedMap.jsonata(stack, 'Each', {
      itemReader: new S3ObjectsItemReader({ bucket, prefix: '{% $states.input.prefix %}' }),
      itemSelector: { Key: '{% $states.context.Map.Item.Value.Key %}', prefix: '{% $states.input.prefix %}' },
      outputs: '{% $sum($states.result) %}',
    }).itemProcessor(LambdaInvoke.jsonata(stack, 'Count', { lambdaFunction, outputs: '{% $states.result.Payload %}' }));
    const stateMachine = new StateMachine(stack, 'Sum', {
      definitionBody: DefinitionBody.fromChainable(each),
      queryLanguage: QueryLanguage.JSONATA,
    });
    const topic = new Topic(stack, 'News');
    topic.addSubscription(new EmailSubscription('on-call@example.com'));
    const password = new Secret(stack, 'Password', {
      generateSecretString: {
        secretStringTemplate: '{"username":"pegasus"}',
        generateStringKey: 'password',
        excludePunctuation: true,
      },
    });
    new StringParameter(stack, 'Traffic', { parameterName: '/sums/traffic', stringValue: 'open' });
    new Schedule(stack, 'Often', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new ScheduledInvoke(lambdaFunction),
    });
    new CustomResource(stack, 'Custom', { serviceToken: lambdaFunction.functionArn });
    new CfnOutput(stack, 'Machine', { value: stateMachine.stateMachineArn });
    new CfnOutput(stack, 'Bucket', { value: bucket.bucketName });
    new CfnOutput(stack, 'Topic', { value: topic.topicArn });
    new CfnOutput(stack, 'Secret', { value: password.secretArn });
  }

  const output = (name: string): string => deployed.outputs[name] ?? '';
  const logicalId = (type: string): string =>
    Object.entries(template.Resources).find(([, { Type }]) => Type === type)?.[0] ?? '';

  test('runs: its machine lists its bucket, invokes its function for each object, and adds up', async () => {
    const s3 = new S3Client(aws.client);
    const Bucket = output('Bucket');
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const keys = [...Array.from({ length: 12 }, (_, n) => `n/${n}`), 'other/1000'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const execution = aws.states.startExecution(output('Machine'), '{"prefix":"n/"}');
    await execution.finished;
    expect([execution.error, execution.cause, execution.output]).toEqual([undefined, undefined, 132]);
    s3.destroy();
  });

  test('has exactly the definition of the template, with nothing but its tokens replaced', () => {
    const parts = Object(
      template.Resources[logicalId('AWS::StepFunctions::StateMachine')]?.Properties.DefinitionString,
    )['Fn::Join'][1];
    const values: Record<string, string> = {
      'AWS::Partition': 'aws',
      [`${logicalId('AWS::Lambda::Function')}.Arn`]: `arn:aws:lambda:us-east-1:000000000000:function:${deployed.resources[logicalId('AWS::Lambda::Function')]}`,
      [logicalId('AWS::S3::Bucket')]: output('Bucket'),
    };
    const expected = parts.map((part: string | { Ref?: string; 'Fn::GetAtt'?: string[] }) =>
      typeof part === 'string' ? part : values[part.Ref ?? part['Fn::GetAtt']?.join('.') ?? ''],
    );
    const arn = deployed.resources[logicalId('AWS::StepFunctions::StateMachine')] ?? '';
    expect(deployed.definitions).toEqual({ [arn]: expected.join('') });
  });

  test('has its parameter, its secret and its topic', () => {
    expect(aws.parameters.get('/sums/traffic')?.Value).toBe('open');
    expect(JSON.parse(aws.secrets.value(output('Secret')))).toEqual({
      username: 'pegasus',
      password: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    });
    expect(output('Topic')).toMatch(/^arn:aws:sns:us-east-1:000000000000:Sums-News/);
  });

  test('remembers what would act by itself', () => {
    expect(deployed.remembered.map(({ type }) => type)).toEqual(['AWS::SNS::Subscription', 'AWS::Scheduler::Schedule']);
    const [subscription, schedule] = deployed.remembered.map(({ properties }) => properties);
    expect(subscription).toMatchObject({ Endpoint: 'on-call@example.com', TopicArn: output('Topic') });
    expect(schedule).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Target: { Arn: expect.stringContaining(':function:Sums-Work') },
    });
  });

  test('says of every other resource why it has no effect here', () => {
    const others = Object.entries(template.Resources).filter(([id]) => deployed.withoutEffect[id] !== undefined);
    expect(new Set(others.map(([, { Type }]) => Type))).toEqual(new Set(['AWS::CloudFormation::CustomResource']));
    expect(Object.keys(deployed.resources).sort()).toEqual(Object.keys(template.Resources).sort());
  });
});

describe('a template', () => {
  let count = 0;
  const deploy = (template: object, parameters?: Record<string, string>): Promise<Deployed> => {
    count += 1;
    const assembly = mkdtempSync(join(directory, 'assembly-'));
    const artifact = {
      type: 'aws:cloudformation:stack',
      properties: { templateFile: 't.json', stackName: `plain-${count}` },
    };
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts: { Plain: artifact } }));
    writeFileSync(join(assembly, 't.json'), JSON.stringify(template));
    return aws.deploy(assembly, 'Plain', parameters);
  };
  const parameter = (Value: unknown, fields: object = {}) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Value },
    ...fields,
  });
  const stored = ({ resources }: Deployed, id: string) => aws.parameters.get(resources[id] ?? '')?.Value;

  test('takes parameters that are given, their defaults, and values from the parameter store', async () => {
    aws.parameters.put('/stored', 'from the store');
    const Parameters = {
      Given: { Type: 'String', Default: 'a' },
      Default: { Type: 'Number', Default: 7 },
      Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stored' },
      Listed: { Type: 'CommaDelimitedList', Default: 'x,y' },
      Unused: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    };
    const names = ['Given', 'Default', 'Stored', { 'Fn::Select': [1, { Ref: 'Listed' }] }];
    const parts = names.map((name) => (typeof name === 'string' ? { Ref: name } : name));
    const Resources = { A: parameter({ 'Fn::Join': ['|', parts] }) };
    expect(stored(await deploy({ Parameters, Resources }, { Given: 'g' }), 'A')).toBe('g|7|from the store|y');
  });

  test('knows its own names', async () => {
    const names = ['AccountId', 'Region', 'Partition', 'URLSuffix', 'StackName'].map((name) => ({
      Ref: `AWS::${name}`,
    }));
    const deployed = await deploy({ Resources: { A: parameter({ 'Fn::Join': ['|', names] }) } });
    expect(stored(deployed, 'A')).toBe(`000000000000|us-east-1|aws|amazonaws.com|plain-${count}`);
  });

  test('makes what its conditions let be, after what it depends on', async () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] }, Always: { 'Fn::Not': [{ Condition: 'Never' }] } };
    const Resources = {
      Late: parameter({ Ref: 'Early' }, { DependsOn: ['Absent'], Condition: 'Always' }),
      Absent: { Type: 'AWS::Unknown::Type', Condition: 'Never' },
      Early: parameter('e'),
    };
    const Outputs = { Shown: { Value: { Ref: 'Late' } }, Hidden: { Value: { Ref: 'Absent' }, Condition: 'Never' } };
    const deployed = await deploy({ Conditions, Resources, Outputs });
    expect(Object.keys(deployed.resources)).toEqual(['Early', 'Late']);
    expect(deployed.outputs).toEqual({ Shown: deployed.resources.Late });
  });

  test('gives what has no effect the name and the attributes that it would have', async () => {
    const Resources = {
      A: parameter({ 'Fn::Join': ['|', [{ Ref: 'Named' }, { 'Fn::GetAtt': ['Named', 'Arn'] }, { Ref: 'Unnamed' }]] }),
      Named: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/restores' } },
      Unnamed: { Type: 'AWS::Logs::LogGroup' },
    };
    expect(stored(await deploy({ Resources }), 'A')).toBe(
      `/aws/restores|arn:aws:logs:us-east-1:000000000000:log-group:/aws/restores:*|plain-${count}-Unnamed`,
    );
  });

  describe('that is deployed again', () => {
    const Tags = { release: 'two' };
    const again = async (first: object, second: object) => {
      const one = await deploy({ Resources: { A: first } });
      aws.parameters.put(one.resources.A!, 'written since', 'String', true);
      count -= 1;
      return stored(await deploy({ Resources: { A: second } }), 'A');
    };
    const tagged = { Properties: { Type: 'String', Value: 'a', Tags } };

    test('writes the value of a parameter again with any change of it', async () => {
      expect(await again(parameter('a'), parameter('a', tagged))).toBe('a');
      expect(await again(parameter('a'), parameter('b'))).toBe('b');
    });

    test('does not touch a parameter that it has not changed', async () => {
      expect(await again(parameter('a'), parameter('a'))).toBe('written since');
    });

    test.each<[string, object, object, string]>([
      ['type', parameter('a'), { Type: 'AWS::SNS::Topic' }, 'Update of resource type is not permitted'],
      ['name', parameter('a'), parameter('a', { Properties: { ...tagged.Properties, Name: 'b' } }), 'another name'],
      [
        'property that cannot be changed here',
        { Type: 'AWS::SNS::Topic' },
        { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'b', Tags: [] } },
        'cannot change `TopicName`, `Tags`',
      ],
    ])('is refused with another %s', async (_, first, second, message) => {
      await deploy({ Resources: { A: first } });
      count -= 1;
      await expect(deploy({ Resources: { A: second } })).rejects.toThrow(message);
    });

    test('is refused without a resource that it had', async () => {
      await deploy({ Resources: { A: parameter('a') } });
      count -= 1;
      await expect(deploy({ Resources: {} })).rejects.toThrow('`A` is not in the template any more');
    });
  });

  test('with several state machines has a definition for each', async () => {
    const DefinitionString = '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
    const stateMachine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'r', DefinitionString } };
    const { resources, definitions } = await deploy({ Resources: { One: stateMachine, Two: stateMachine } });
    const { One = '', Two = '' } = resources;
    expect(definitions).toEqual({ [One]: DefinitionString, [Two]: DefinitionString });
  });

  test.each<[string, object, string]>([
    [
      'of an unknown type',
      { A: { Type: 'AWS::DynamoDB::Table' } },
      '`A` (AWS::DynamoDB::Table) cannot be made: this machine does not know its type',
    ],
    [
      'with an unknown property',
      { A: parameter('a', { Properties: { Type: 'String', Value: 'a', Policies: 'p' } }) },
      'Policies',
    ],
    [
      'with a layer',
      {
        A: {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { ZipFile: 'x' }, Handler: 'a.b', Runtime: 'nodejs22.x', Layers: ['l'] },
        },
      },
      'Layers',
    ],
    [
      'with code that is no asset',
      {
        A: {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { S3Bucket: 'b', S3Key: 'k' }, Handler: 'a.b', Runtime: 'nodejs22.x' },
        },
      },
      's3://b/k is no asset',
    ],
    [
      'with an attribute nobody has',
      { A: parameter({ 'Fn::GetAtt': ['R', 'Secret'] }), R: { Type: 'AWS::IAM::Role' } },
      'The attribute `Secret` of `R` (AWS::IAM::Role)',
    ],
    [
      'with an attribute of a custom resource',
      { A: parameter({ 'Fn::GetAtt': ['C', 'Answer'] }), C: { Type: 'Custom::Question' } },
      'The attribute `Answer` of `C`',
    ],
    ['from another stack', { A: parameter({ 'Fn::ImportValue': 'x' }) }, 'Fn::ImportValue'],
    ['that refers to nothing', { A: parameter({ Ref: 'B' }) }, '`A` refers to `B`'],
    ['that refers to itself', { A: parameter({ Ref: 'B' }), B: parameter({ Ref: 'A' }) }, 'circular: A → B → A'],
    [
      'with a definition that does not run here',
      { A: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'r', DefinitionString: '{}' } } },
      'InvalidDefinition|Invalid State Machine Definition',
    ],
  ])('is refused %s', async (_, Resources, message) => {
    await expect(deploy({ Resources })).rejects.toThrow(new RegExp(message.replace(/[`().]/g, '\\$&')));
  });

  test('is refused with a transform, or a parameter that it does not have or that has no value', async () => {
    const Resources = { A: parameter({ Ref: 'P' }) };
    await expect(deploy({ Resources, Transform: 'AWS::Serverless-2016-10-31' })).rejects.toThrow('Transform');
    await expect(deploy({ Resources }, { Other: 'x' })).rejects.toThrow('no parameter `Other`');
    await expect(deploy({ Resources, Parameters: { P: { Type: 'String' } } })).rejects.toThrow('`P` needs a value');
  });

  test('is looked for by the name of its stack, and the error names those that there are', async () => {
    const deployed = deploy({ Resources: {} });
    await deployed;
    await expect(aws.deploy(join(directory, 'cdk.out'), 'Nobody')).rejects.toThrow('it has: Sums');
    await expect(aws.deploy(directory, 'Sums')).rejects.toThrow('no cloud assembly');
  });
});
