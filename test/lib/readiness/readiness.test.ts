import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { READINESS } from '../../../domain/readiness/readiness';
import {
  Application,
  DeploymentCheck,
  PegasusBackup,
  type PegasusBackupProps,
  ProtectedDatabase,
  ReadinessMetric,
  Replication,
  Retention,
} from '../../../lib';
import { allowedTo, fixture } from '../fixture';

interface Alarm {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: { readonly MetricName: string } } }[];
  readonly MetricName?: string;
  readonly [property: string]: unknown;
}

/** The report of a stopped run, the old database and messages have alarms of their own. */
const readinessAlarms = (template: Template): Alarm[] =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
    .filter(([id]) => id.startsWith('BackupReadinessAlarms'))
    .map(([, { Properties }]) => Properties);

const checksOf = ({ MetricName, Metrics = [] }: Alarm): string[] =>
  MetricName ? [MetricName] : Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []);

describe('the watch', () => {
  const { stack, backup, template } = fixture();
  const synthesised = template();

  test('looks every quarter of an hour', () => {
    synthesised.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(15 minutes)',
      Target: Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WatchReadiness'), 'Arn'] } }),
    });
  });

  test('each check is in one alarm, which calls when it is not ready or nobody looks, and when it is ready again', () => {
    const alarms = readinessAlarms(synthesised);
    expect(alarms.flatMap(checksOf).sort()).toEqual([...READINESS].sort());
    const topic = { Ref: stack.getLogicalId(backup.notifications.node.defaultChild as never) };
    const measured = { Namespace: 'PegasusBackup', Dimensions: [{ Name: 'Pair', Value: 'Test/Backup' }] };
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 2,
        TreatMissingData: 'breaching',
        AlarmActions: [topic],
        OKActions: [topic],
      });
      for (const check of checksOf(alarm)) expect(alarm.AlarmDescription).toContain(`#${check.toLowerCase()}`);
      if (alarm.MetricName) {
        expect(alarm).toMatchObject({ ...measured, Statistic: 'Minimum', Period: 900 });
        continue;
      }
      const [sum, ...parts] = alarm.Metrics as { Id: string; Expression?: string; MetricStat?: object }[];
      expect(sum!.Expression).toBe(`MIN([${parts.map(({ Id }) => `FILL(${Id}, 0)`).join(', ')}])`);
      for (const { MetricStat } of parts)
        expect(MetricStat).toMatchObject({ Metric: measured, Stat: 'Minimum', Period: 900 });
    }
  });

  test('F92 clients that a cut-over has left behind raise an alarm; without a restore there is nothing to say', () => {
    synthesised.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'OldDatabaseUse',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: stack.getLogicalId(backup.notifications.node.defaultChild as never) }],
    });
  });

  test('F107 a message that was not published or not delivered raises an alarm', () => {
    const [alarm] = Object.entries(synthesised.findResources('AWS::CloudWatch::Alarm')).flatMap(
      ([id, { Properties }]) => (id.includes('NotificationsFailed') ? [Properties] : []),
    );
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: stack.getLogicalId(backup.notifications.node.defaultChild as never) }],
    });
    const metrics = alarm.Metrics.flatMap(({ MetricStat }: { MetricStat?: object }) => MetricStat ?? []);
    expect(metrics).toMatchObject([
      {
        Metric: {
          Namespace: 'PegasusBackup',
          MetricName: 'NotificationsFailed',
          Dimensions: [{ Name: 'Pair', Value: 'Test/Backup' }],
        },
      },
      { Metric: { Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailed' } },
    ]);
  });

  test('every alarm leads to an article of the runbook', () => {
    const runbook = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
    const articles = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
    for (const { Properties } of Object.values(synthesised.findResources('AWS::CloudWatch::Alarm'))) {
      const anchors = [...Properties.AlarmDescription.matchAll(/docs\/runbook\.md#([a-z]+)/g)].map(
        ([, anchor]) => anchor,
      );
      expect(anchors.length).toBeGreaterThan(0);
      for (const anchor of anchors) expect(articles).toContain(anchor);
    }
  });

  test('alarms may publish to the topic, whose policy names who else may', () => {
    synthesised.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      }),
    });
  });

  test('no service of another account may publish to the topic, and what is told is encrypted', () => {
    const [policy] = Object.values(synthesised.findResources('AWS::SNS::TopicPolicy'));
    const admitted = policy!.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    expect(admitted.map(({ Condition }: { Condition: object }) => Condition)).toEqual([account]);
    const [topic] = Object.values(synthesised.findResources('AWS::SNS::Topic'));
    const key = topic!.Properties.KmsMasterKeyId['Fn::GetAtt'][0];
    const { KeyPolicy } = synthesised.findResources('AWS::KMS::Key')[key]!.Properties;
    expect(KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: account }),
    );
    const targets = Object.values(synthesised.findResources('AWS::Events::Rule')).flatMap(
      ({ Properties }) => Properties.Targets,
    );
    const told = targets.filter(
      ({ Arn }) =>
        JSON.stringify(Arn) ===
        JSON.stringify({ Ref: stack.getLogicalId(backup.notifications.node.defaultChild as never) }),
    );
    expect(told).toEqual([expect.objectContaining({ RoleArn: expect.anything() })]);
  });

  test('has a dashboard with every check and the age of the recovery point', () => {
    const [dashboard] = Object.values(synthesised.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    for (const metric of [...READINESS, 'RecoveryPointAge']) expect(body).toContain(metric);
  });

  test('is asked about the roles that restore, and may ask about no other', () => {
    const policies = JSON.stringify(allowedTo(synthesised, /WatchReadiness/));
    const [resources = ''] =
      /"Action":"iam:SimulatePrincipalPolicy","Effect":"Allow","Resource":\[[^\]]*\]/.exec(
        policies.replaceAll('["', '<').replaceAll('"]', '>'),
      ) ?? [];
    for (const step of ['RestoreDatabase', 'RestoreObjects', 'FreezeWrites', 'OpenLowTraffic']) {
      expect(resources).toMatch(new RegExp(`${step}Role`));
    }
  });

  test('what it writes anew every quarter of an hour does not pile up', () => {
    synthesised.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'readiness/latest.json', NoncurrentVersionExpiration: { NoncurrentDays: 90 } }),
        ]),
      },
    });
  });

  test('gives its metrics to whoever makes alarms of their own', () => {
    expect(Object.values(ReadinessMetric)).toEqual([...READINESS]);
    expect(backup.metricReadiness(ReadinessMetric.SUBNET_GROUP, { period: Duration.hours(1) })).toMatchObject({
      namespace: 'PegasusBackup',
      metricName: 'SubnetGroup',
      dimensions: { Pair: 'Test/Backup' },
      statistic: 'Minimum',
    });
    expect(backup.metricRecoveryPointAge()).toMatchObject({ metricName: 'RecoveryPointAge', statistic: 'Maximum' });
  });

  test.each([
    [{}, { REPLICATION: 'wanted', VERIFIED_WITHIN_DAYS: '31', RETENTION_DAYS: '30', OBJECT_HISTORY_DAYS: '37' }],
    [{ replication: Replication.none() }, { REPLICATION: 'none' }],
    [{ verifiedWithin: Duration.days(8) }, { VERIFIED_WITHIN_DAYS: '8' }],
    [{ retention: Retention.minimum() }, { RETENTION_DAYS: '7', OBJECT_HISTORY_DAYS: '14' }],
  ])('with %j knows what is wanted', (given, variables) => {
    fixture({ backup: given })
      .template()
      .hasResourceProperties('AWS::Lambda::Function', {
        Description: Match.stringLikeRegexp('^WatchReadiness'),
        Environment: { Variables: Match.objectLike(variables) },
      });
  });
});

test('two pairs in one account are told apart', () => {
  const { stack, db, template } = fixture();
  new PegasusBackup(stack, 'Second', {
    database: ProtectedDatabase.instance(db),
    bucket: new Bucket(stack, 'Exams'),
    application: Application.http({ baseUrl: 'https://exams.example.com' }),
  });
  const alarms = JSON.stringify(template().findResources('AWS::CloudWatch::Alarm'));
  const pairs = new Set([...alarms.matchAll(/"Name":"Pair","Value":"([^"]+)"/g)].map(([, pair]) => pair));
  expect([...pairs].sort()).toEqual(['Test/Backup', 'Test/Second']);
});

describe('at deployment', () => {
  const TYPE = 'Custom::PegasusBackupStoreCheck';

  function imported(props: Partial<PegasusBackupProps> = {}): Template {
    const stack = new Stack(new App(), 'Test');
    const db = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
      instanceIdentifier: 'pegasus',
      instanceEndpointAddress: 'pegasus.example.com',
      port: 5432,
      securityGroups: [],
    });
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(db, { credentials: Secret.fromSecretNameV2(stack, 'Secret', 'pegasus') }),
      bucket: Bucket.fromBucketName(stack, 'Objects', 'objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      ...props,
    });
    return Template.fromStack(stack);
  }

  test('imported stores are checked, and fail it', () => {
    const template = imported();
    template.hasResource(TYPE, {
      Properties: {
        OnMissing: 'fail',
        Database: { Identifier: 'pegasus', RetentionDays: '30' },
        Bucket: { Name: 'objects', Prefix: 'pegasus/', HistoryDays: '37', Replication: 'wanted' },
        ServiceTimeout: '300',
      },
      // The policy of the function is there before it is asked.
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('CheckStoresRole')]),
    });
  });

  test('who checks them may look, warn, and change nothing', () => {
    const actions = allowedTo(imported(), /CheckStoresRole/).flatMap(({ Action }) => Action);
    expect([...new Set(actions)].sort()).toEqual([
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'rds:DescribeDBInstances',
      'rds:DescribeDBSnapshots',
      'rds:DescribeDBSubnetGroups',
      's3:GetBucketVersioning',
      's3:GetEncryptionConfiguration',
      's3:GetLifecycleConfiguration',
      's3:GetReplicationConfiguration',
      'sns:Publish',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('they warn instead, and need no copy, when that is chosen', () => {
    imported({ deploymentCheck: DeploymentCheck.warn(), replication: Replication.none() }).hasResourceProperties(TYPE, {
      OnMissing: 'warn',
      Bucket: Match.objectLike({ Replication: 'none' }),
    });
  });

  test('nothing is looked at when it is switched off', () => {
    imported({ deploymentCheck: DeploymentCheck.off() }).resourceCountIs(TYPE, 0);
  });

  test('stores of this app are what the template says', () => {
    fixture().template().resourceCountIs(TYPE, 0);
  });

  test('only the store that is imported is looked at', () => {
    const { stack, db } = fixture();
    new PegasusBackup(stack, 'Second', {
      database: ProtectedDatabase.instance(db),
      bucket: Bucket.fromBucketName(stack, 'Imported', 'objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      notifications: new Topic(stack, 'Topic'),
    });
    Template.fromStack(stack).hasResourceProperties(TYPE, { Database: Match.absent(), Bucket: Match.anyValue() });
  });
});

describe('F107 keys', () => {
  const KEY = 'arn:aws:kms:us-east-1:000000000000:key/0a1b';
  const TOPIC = 'arn:aws:sns:us-east-1:000000000000:restores';
  const PUBLISHERS = [
    'PlanRestore',
    'RequestApproval',
    'DiagnoseFailure',
    'AwaitDecision',
    'WriteReport',
    'ReportStopped',
  ];
  const mayUse = (template: Template, handler: string) =>
    allowedTo(template, new RegExp(`${handler}Role`))
      .filter(({ Resource }) => Resource === KEY)
      .flatMap(({ Action }) => Action);

  test('an imported topic with its key: every handler that tells may use it, and readiness compares', () => {
    const stack = new Stack(new App(), 'Elsewhere');
    const notifications = Topic.fromTopicAttributes(stack, 'Topic', { topicArn: TOPIC, keyArn: KEY });
    const template = fixture({ backup: { notifications } }).template();
    for (const handler of PUBLISHERS) {
      expect(mayUse(template, handler)).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt']));
    }
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^WatchReadiness'),
      Environment: { Variables: Match.objectLike({ NOTIFICATION_TOPIC_ARN: TOPIC, NOTIFICATION_KEY: KEY }) },
    });
  });

  test('the key of a topic of this app lets alarms use it', () => {
    const stack = new Stack(new App(), 'Test');
    const notifications = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'TopicKey') });
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(databaseIn(stack), {
        credentials: Secret.fromSecretNameV2(stack, 'Secret', 'pegasus'),
      }),
      bucket: new Bucket(stack, 'Objects'),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      notifications,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
          }),
        ]),
      }),
    });
  });

  test('those of Performance Insights and of an imported bucket: rights where a step needs them, and both are compared', () => {
    const stack = new Stack(new App(), 'Test');
    const key = Key.fromKeyArn(stack, 'Key', KEY);
    new PegasusBackup(stack, 'Backup', {
      database: ProtectedDatabase.instance(databaseIn(stack), {
        credentials: Secret.fromSecretNameV2(stack, 'Secret', 'pegasus'),
        performanceInsightsEncryptionKey: key,
      }),
      bucket: Bucket.fromBucketAttributes(stack, 'Objects', { bucketName: 'objects', encryptionKey: key }),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    });
    const template = Template.fromStack(stack);
    expect(mayUse(template, 'ConfigureDatabase')).toEqual(
      expect.arrayContaining(['kms:CreateGrant', 'kms:DescribeKey']),
    );
    expect(mayUse(template, 'RestoreObjects')).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
    const keys = JSON.stringify({ database: [], 'Performance Insights': [KEY], bucket: [KEY] });
    template.hasResourceProperties('Custom::PegasusBackupStoreCheck', { UsableKeys: keys });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('^WatchReadiness'),
      Environment: { Variables: Match.objectLike({ USABLE_KEYS: keys }) },
    });
  });

  const databaseIn = (stack: Stack) =>
    DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
      instanceIdentifier: 'pegasus',
      instanceEndpointAddress: 'pegasus.example.com',
      port: 5432,
      securityGroups: [],
    });
});
