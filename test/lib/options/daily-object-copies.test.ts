import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DailyObjectCopies, Retention } from '../../../lib';
import { ObjectCopies } from '../../../lib/object-copies/object-copies';
import { fixture, plain } from '../fixture';

import validate = require('asl-validator');

const made = fixture({ objectCopies: { keep: Duration.days(14), hour: 4 } });
const template = made.template();
const definitions = Object.entries(template.findResources('AWS::StepFunctions::StateMachine'));
const [, stateMachine] = definitions.find(([id]) => id.includes('ObjectCopies'))!;
const definition: {
  readonly TimeoutSeconds: number;
  readonly States: Readonly<
    Record<string, { Type: string; TimeoutSeconds?: number; Retry?: object[]; Catch?: object[]; Default?: string }>
  >;
} = JSON.parse(plain(stateMachine.Properties.DefinitionString));

test('unless asked for there are none', () => {
  const { template: without, backup } = fixture();
  without().resourceCountIs('AWS::StepFunctions::StateMachine', 2);
  expect(backup.objectCopyStateMachine).toBeUndefined();
  expect(made.backup.objectCopyStateMachine).toBeDefined();
});

test('their machine is valid for Step Functions, ends before the next one begins, and gives every task a limit', () => {
  const { isValid, errorsText } = validate(definition);
  expect(isValid ? '' : errorsText('\n')).toBe('');
  expect(definition.TimeoutSeconds).toBeLessThan(24 * 3600);
  const tasks = Object.values(definition.States).filter(({ Type }) => Type === 'Task');
  expect(tasks).toHaveLength(2);
  for (const task of tasks)
    expect(task).toMatchObject({ TimeoutSeconds: 960, Retry: expect.anything(), Catch: expect.anything() });
});

test('planning and verifying are called again until they are complete, so a bucket of any size fits', () => {
  expect(definition.States.EveryObjectPlanned!.Default).toBe('PlanObjectCopy');
  expect(definition.States.EveryObjectVerified!.Default).toBe('VerifyObjectCopy');
  // Without an object to copy there is no part to read.
  expect(definition.States.AnyObjectToCopy!.Default).toBe('CopyObjects');
  expect(definition.States.NoObjectToCopy).toMatchObject({ Type: 'Pass', Next: 'VerifyObjectCopy' });
});

test('they begin every day at the hour', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 4 * * ? *)',
    Target: { Arn: { Ref: Match.stringLikeRegexp('ObjectCopies') } },
  });
});

test('they go by age, with what was noted down about them', () => {
  const rule = { ExpirationInDays: 14, NoncurrentVersionExpiration: { NoncurrentDays: 7 }, Status: 'Enabled' };
  const rules = (...expected: object[]) =>
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith(expected.map((one) => Match.objectLike(one))) },
    });
  rules({ ...rule, Prefix: 'pegasus-' });
  rules({ ...rule, Prefix: 'object-copies/' });
});

test('by default they are kept as long as the history of the objects', () => {
  fixture({ objectCopies: {} })
    .template()
    .hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([Match.objectLike({ Prefix: 'pegasus-', ExpirationInDays: 37 })]),
      },
    });
});

test.each([
  ['ObjectCopyFailed', { ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' }],
  [
    'ObjectCopyTooOld',
    { ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching', EvaluationPeriods: 5, Period: 21_600 },
  ],
])('the alarm %s tells the topic and leads to its article', (name, properties) => {
  const article = `docs/runbook.md#${name.toLowerCase()}`;
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...properties,
    AlarmDescription: Match.stringLikeRegexp(`^${name}: .*\\(Test/Backup/.*${article}$`),
    AlarmActions: [{ Ref: Match.stringLikeRegexp('Notifications') }],
  });
  expect(readFileSync('docs/runbook.md', 'utf8')).toMatch(new RegExp(`^## ${name}\\n\\n\\*\\*What it means`, 'm'));
});

test.each([0, 1.5])('kept for %d days they are refused', (days) => {
  const keep = Duration.minutes(days * 24 * 60);
  expect(() => DailyObjectCopies.to(made.bucket, { keep })).toThrow(
    `\`keep\` of the daily object copies is ${days} days; whole days from 1 are allowed.`,
  );
});

test.each([-1, 24, 1.5])('at the hour %d they are refused', (hour) => {
  expect(() => DailyObjectCopies.to(made.bucket, { hour })).toThrow(`\`hour\` of the daily object copies is ${hour}`);
});

test.each([0, 23])('%i is an hour of the day', (hour) => {
  expect(DailyObjectCopies.to(made.bucket, { hour }).hour).toBe(hour);
});

test('to the protected bucket itself they are refused', () => {
  const { stack, bucket, backup } = fixture();
  const props = {
    dailyObjectCopies: DailyObjectCopies.to(bucket),
    bucket,
    prefix: 'pegasus/',
    allowEmpty: false,
    retention: Retention.minimum(),
    evidence: new Bucket(stack, 'Evidence'),
    notifications: backup.notifications,
    wantedEventConsumers: [],
    maxConcurrency: 20,
  };
  expect(() => new ObjectCopies(stack, 'Again', props)).toThrow(
    'would go to the protected bucket Test/Objects itself, and be lost with it',
  );
});

test('a bucket of snapshots that is imported is not changed, and it is said what it needs', () => {
  const { stack, bucket, backup } = fixture();
  new ObjectCopies(stack, 'Imported', {
    dailyObjectCopies: DailyObjectCopies.to(Bucket.fromBucketName(stack, 'Elsewhere', 'elsewhere'), {
      keep: Duration.days(9),
    }),
    bucket,
    prefix: 'pegasus/',
    allowEmpty: false,
    retention: Retention.minimum(),
    evidence: new Bucket(stack, 'Evidence'),
    notifications: backup.notifications,
    wantedEventConsumers: [],
    maxConcurrency: 20,
  });
  Annotations.fromStack(stack).hasWarning(
    '*',
    Match.stringLikeRegexp("Test/Elsewhere, is imported and not changed: it needs .* expires 'pegasus-' after 9 days"),
  );
});

test('F91 what hears of the copies is named at synth, and nothing is where nothing hears of them', () => {
  const said = (hears: boolean) => {
    const { stack } = fixture({ objectCopies: {} });
    const copies = stack.node.findChild('Snapshots') as Bucket;
    if (hears) copies.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(new Queue(stack, 'Work')));
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('tells of its events'));
  };
  expect(said(true).map(({ entry }) => String(entry.data))).toEqual([
    expect.stringMatching(/daily object copies, Test\/Snapshots, tells .*: Test\/Work .*'pegasus-<date>\/'/),
  ]);
  expect(said(false)).toEqual([]);
});
