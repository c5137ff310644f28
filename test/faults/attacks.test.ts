import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RestoreHook, RestoreHookTime, RestoreTesting } from '../../lib';
import { fixture } from '../lib/fixture';
import { Pair } from '../lib/roles/pair';
import { placeOf, STORED } from './attacks/stored';

const repeatWith = LambdaFunction.fromFunctionArn(
  new Stack(new App(), 'Application'),
  'Erase',
  'arn:aws:lambda:us-east-1:111111111111:function:erase',
);
const pair = new Pair(
  fixture({
    backup: {
      approvalRequired: true,
      restoreTesting: RestoreTesting.weekly(),
      erasures: { tables: ['users'], repeatWith },
      hooks: Object.values(RestoreHookTime).map((when) => RestoreHook.lambda(repeatWith, { when, name: when })),
    },
    objectCopies: {},
  }).stack,
);

/** Below the evidence bucket, of every role. */
function mayBeWritten(): string[] {
  const evidence = `${pair.policies.arn('AWS::S3::Bucket', /^BackupEvidence/)}/`;
  const writing = [...pair.roles.values()]
    .flatMap(({ statements }) => statements)
    .filter(
      ({ Effect, Action }) =>
        Effect === 'Allow' && [Action].flat().some((one) => /^s3:(\*|Put\*|PutObject)$/.test(`${one}`)),
    );
  const places = writing.flatMap(({ Resource }) => [Resource].flat().map(String));
  return [
    ...new Set(places.filter((one) => one.startsWith(evidence)).map((one) => placeOf(one.slice(evidence.length)))),
  ];
}

test('F112 every place of the evidence that a role may write is attacked, or read by people alone', () => {
  expect(mayBeWritten().sort()).toEqual(Object.keys(STORED).sort());
});

test('F112 each attack that is said to be a test is one', () => {
  const titles = Object.values(STORED).flatMap((one) => (typeof one === 'string' ? [] : [one]));
  expect(titles.length).toBeGreaterThan(10);
  expect(titles.filter(({ file, title }) => !readFileSync(file, 'utf8').includes(title))).toEqual([]);
});
