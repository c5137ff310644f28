import { App, CfnOutput, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { env, inOrder, POSSIBLE, pairIn, templatesOf } from './arrangements';
import { unknownIn } from './roles/unknown-in';

test.each(POSSIBLE)('%s', (_, make) => {
  const templates = templatesOf(make().synth());
  const imports = templates.map(([file, template]): [string, string[]] => [
    file,
    [...JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^:"]+):/g)].map(([, from]) => from!),
  ]);
  const needs = new Map(imports);
  const circles = imports.filter(([file, froms]) => froms.some((from) => needs.get(from)?.includes(file)));
  expect(circles).toEqual([]);
  // This looks for circles inside each, which two nested stacks that need each other are in their parent.
  for (const [, template] of templates) Template.fromJSON(template);
  expect(templates.filter(([, template]) => JSON.stringify(template).includes('PlanRestore'))).not.toEqual([]);
  expect(unknownIn(templates.map(([, template]) => template))).toEqual([]);
});

test('in another stack, the copy and the role that replicates lie beside the bucket, the rule of the network here', () => {
  const { app, of } = inOrder('Stores', 'Backup')();
  pairIn({ network: of('Stores'), database: of('Stores'), objects: of('Stores'), backup: of('Backup') });
  app.synth();
  const [stores, backup] = [Template.fromStack(of('Stores')), Template.fromStack(of('Backup'))];
  const replicated = Object.values(stores.findResources('AWS::S3::Bucket')).filter(
    ({ Properties }) => Properties.ReplicationConfiguration !== undefined,
  );
  expect(replicated).toHaveLength(1);
  stores.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  backup.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { Description: 'handlers of the backup' });
});

test('the traffic parameter is named alike in every stack: by what makes it in its own, by its text in another', () => {
  const { app, of } = inOrder('Application', 'Backup')();
  const { trafficParameter } = pairIn({ backup: of('Backup') });
  for (const name of ['Application', 'Backup']) {
    new CfnOutput(of(name), 'Name', { value: trafficParameter.parameterName });
    new CfnOutput(of(name), 'Arn', { value: trafficParameter.parameterArn });
  }
  app.synth();
  const [there, here] = ['Application', 'Backup'].map((name) => Template.fromStack(of(name)).toJSON().Outputs);
  const [made] = Object.values(Template.fromStack(of('Backup')).findResources('Custom::PegasusBackupTraffic'));
  expect(there.Name.Value).toBe(made!.Properties.Name);
  expect(JSON.stringify(there.Arn.Value)).toContain(`parameter${made!.Properties.Name}`);
  expect(Object.keys(here.Name.Value)).toEqual(['Ref']);
});

describe('F105 the pair in metrics, alarms and messages', () => {
  /** Each is in a stack of its own. */
  const pairOf = (make: (app: App) => Construct): string => {
    const scope = make(new App());
    const stores = new Stack(Stage.of(scope), 'Stores');
    const { restoreStateMachine } = pairIn({ network: stores, database: stores, objects: stores, backup: scope });
    const template = Template.fromStack(Stack.of(restoreStateMachine));
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const dimensions = [...JSON.stringify(alarms).matchAll(/"Name":"Pair","Value":"([^"]*)"/g)].map(
      ([, value]) => value!,
    );
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const told = functions.flatMap(({ Properties }) => Properties.Environment?.Variables?.PAIR ?? []);
    const all = new Set([...dimensions, ...told]);
    expect([dimensions.length > 20, told.length > 5, all.size]).toEqual([true, true, 1]);
    return [...all][0]!;
  };
  const named = (stackName?: string) => (app: App) => new Stack(app, 'Pegasus', { stackName });
  const below = (id: string) => (app: App) => new Construct(named()(app), id);

  test('is told apart where one app is deployed twice, under other names of its stack', () => {
    expect([named(), named('pegasus-dev'), named('pegasus-prod')].map(pairOf)).toEqual([
      'Pegasus/Backup',
      'pegasus-dev/Backup',
      'pegasus-prod/Backup',
    ]);
  });

  test('takes its name from the stack that a nested one is in', () => {
    expect(pairOf((app) => new NestedStack(named('prod')(app), 'Nested'))).toBe('prod/Nested/Backup');
  });

  test.each([
    ['umlauts', 'Bücher', 'Bäcker'],
    ['another script', '備份', '备份'],
    ['300 characters', `${'x'.repeat(299)}1`, `${'x'.repeat(299)}2`],
  ])('is what CloudWatch takes, with an id of %s, and no other id has it', (_, one, other) => {
    const pairs = [one, other].map((id) => pairOf(below(id)));
    for (const pair of pairs) expect(pair).toMatch(/^Pegasus\/[\x20-\x7e]{1,247}$/);
    expect(new Set(pairs).size).toBe(2);
  });
});

describe('what cannot be', () => {
  const refused = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('It was taken.');
  };

  test('a network of the backup, with the database elsewhere, is refused; the advice works', () => {
    const apart = (network: string) => {
      const { app, of } = inOrder('Data', 'Backup', 'Network')();
      pairIn({ network: of(network), database: of('Data'), objects: of('Data'), backup: of('Backup') });
      return app.synth();
    };
    expect(refused(() => apart('Backup'))).toBe(
      '`vpc` Backup/Vpc is in the stack of PegasusBackup, and Data/Database in another one is in that network: the two stacks would need each other. Put the VPC into the stack of the database, or into one of its own.',
    );
    for (const network of ['Data', 'Network']) expect(apart(network).stacks).toHaveLength(3);
  });

  const environments = (stores: StackProps, backup: StackProps) => {
    const app = new App();
    const apart = new Stack(app, 'Stores', stores);
    pairIn({ network: apart, database: apart, objects: apart, backup: new Stack(app, 'Backup', backup) });
    return app.synth();
  };
  test.each<[string, StackProps, StackProps]>([
    ['known here only', {}, { env }],
    ['known there only', { env }, {}],
  ])('an account and Region %s are refused; the advice works', (_, stores, backup) => {
    expect(refused(() => environments(stores, backup))).toBe(
      '`database` Stores/Database is in the stack Stores, and the stack Backup does not have the same `env`: give both stacks the same account and Region, or neither.',
    );
    for (const same of [{}, { env }]) expect(environments(same, same).stacks).toHaveLength(2);
  });

  test.each([
    ['account', { ...env, account: '222222222222' }],
    ['Region', { ...env, region: 'eu-central-1' }],
  ])('stores in another %s are refused', (part, other) =>
    expect(refused(() => environments({ env }, { env: other }))).toMatch(
      new RegExp(`^\`database\` Stores/Database is in the ${part} .*, and the stack Backup is in`),
    ),
  );
});
