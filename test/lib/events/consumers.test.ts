import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type CfnBucket, EventType, type IBucket } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination, SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { TrafficSwitch } from '../../../lib';
import { consumersOf } from '../../../lib/events/consumers';
import { warnOfConsumers, warnOfCopyConsumers } from '../../../lib/events/warn-of-consumers';

const PREFIX = 'pegasus/';

function stage() {
  const stack = new Stack(new App(), 'Test');
  const bucket = new Bucket(stack, 'Objects');
  return { stack, bucket };
}

const transcriber = (scope: Construct) =>
  new LambdaFunction(scope, 'Transcribe', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('//'),
  });

const names = (bucket: IBucket) => consumersOf(bucket, PREFIX).map(({ name }) => name);

test('F91 a function and a queue that the bucket notifies are found, and a filter that excludes the prefix is seen', () => {
  const { stack, bucket } = stage();
  const queue = new Queue(stack, 'Clean');
  bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(transcriber(stack)), { prefix: PREFIX });
  bucket.addEventNotification(EventType.OBJECT_REMOVED, new SqsDestination(queue));
  bucket.addEventNotification(EventType.OBJECT_CREATED_PUT, new SqsDestination(new Queue(stack, 'Puts')));
  bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(new Queue(stack, 'Other')), {
    prefix: 'x/',
  });
  expect(names(bucket)).toEqual(['Test/Transcribe (s3:ObjectCreated:*)', 'Test/Clean (s3:ObjectRemoved:*)']);
});

test('F91 so are those of an imported bucket, and those that a template sets on the bucket', () => {
  const { stack, bucket } = stage();
  const imported = Bucket.fromBucketName(stack, 'Imported', 'objects');
  imported.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(transcriber(stack)));
  expect(names(imported)).toEqual(['Test/Transcribe (s3:ObjectCreated:*)']);
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: 'arn:aws:sqs:eu-west-1:1:q' }],
  };
  expect(names(bucket)).toEqual(['arn:aws:sqs:eu-west-1:1:q (s3:ObjectCreated:*)']);
});

test('F91 rules of EventBridge that match the bucket are found, others are not', () => {
  const { stack, bucket } = stage();
  const rule = (id: string, name: string[] | undefined, source = 'aws.s3', enabled = true) =>
    new Rule(stack, id, {
      enabled,
      eventPattern: { source: [source], ...(name && { detail: { bucket: { name } } }) },
    });
  rule('This', [bucket.bucketName]);
  rule('Any', undefined);
  rule('Other', ['other']);
  rule('Off', undefined, 'aws.s3', false);
  rule('Rds', undefined, 'aws.rds');
  expect(names(bucket)).toEqual(['the rule Test/This', 'the rule Test/Any']);
});

test('F91 synth warns, also of what is added later, and not of what is held back or wanted', () => {
  const warned = (as?: 'held' | 'wanted') => {
    const { stack, bucket } = stage();
    const rule = new Rule(stack, 'Uploads', { eventPattern: { source: ['aws.s3'] } });
    const transcribe = transcriber(stack);
    const switches = as === 'held' ? [TrafficSwitch.bucketNotifications(bucket), TrafficSwitch.rule(rule)] : [];
    const wantedEventConsumers = as === 'wanted' ? [transcribe.functionArn, rule.ruleArn] : [];
    warnOfConsumers(stack, { bucket, prefix: PREFIX, switches, wantedEventConsumers });
    bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(transcribe));
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('tells of its events'));
  };
  expect(warned().map(({ entry }) => String(entry.data))).toEqual([
    expect.stringMatching(
      /Test\/Objects tells of its events: Test\/Transcribe .*; the rule Test\/Uploads\. .*bucketNotifications/,
    ),
  ]);
  expect(warned('held')).toEqual([]);
  expect(warned('wanted')).toEqual([]);
});

test('F91 synth warns of what hears of the daily object copies, and not of what their prefix does not pass', () => {
  const warned = (prefix: string, event = EventType.OBJECT_CREATED, isWanted = false) => {
    const { stack, bucket } = stage();
    const transcribe = transcriber(stack);
    const wantedEventConsumers = isWanted ? [transcribe.functionArn] : [];
    warnOfCopyConsumers(stack, { bucket, prefix: 'pegasus-', wantedEventConsumers });
    bucket.addEventNotification(event, new LambdaDestination(transcribe), { prefix });
    return Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('tells of its events'))
      .map(({ entry }) => String(entry.data));
  };
  expect(warned('peg')).toEqual([
    expect.stringMatching(/daily object copies, Test\/Objects, .*: Test\/Transcribe .*every day/),
  ]);
  expect(warned('other/')).toEqual([]);
  expect(warned('peg', EventType.OBJECT_REMOVED)).toEqual([]);
  expect(warned('peg', EventType.OBJECT_CREATED, true)).toEqual([]);
});
