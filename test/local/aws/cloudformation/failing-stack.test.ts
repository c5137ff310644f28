import { beforeEach, expect, test } from '@jest/globals';
import { Account } from '../../../../local/aws/cloudformation/lifecycle/account';
import { planCreation } from '../../../../local/aws/cloudformation/lifecycle/creation-order';
import { FailingStack } from '../../../../local/aws/cloudformation/lifecycle/stack';

let account: Account;
let stack: FailingStack;
beforeEach(() => {
  account = new Account();
  stack = new FailingStack(account, 'Pegasus');
});

type Given = { Type?: string; Properties?: object; DeletionPolicy?: string; DependsOn?: string };
/** `Last` is made last, and fails when it is asked to. */
const templateOf = (resources: Record<string, Given>) =>
  planCreation({
    Resources: {
      Last: { Type: 'AWS::SNS::Topic', DependsOn: Object.keys(resources) },
      ...Object.fromEntries(Object.entries(resources).map(([id, one]) => [id, { Type: 'AWS::S3::Bucket', ...one }])),
    },
  });
const twice = async (resources: Record<string, Given>, terminationProtection = false) => {
  await stack.deploy(templateOf(resources), { failing: 'Last', terminationProtection });
  const first = [stack.status, account.left];
  await stack.deploy(templateOf(resources));
  return [...first, stack.status, stack.reasons];
};

test('what was made before a failure is deleted, and made again', async () => {
  expect(await twice({ A: {}, B: {} })).toEqual(['ROLLBACK_COMPLETE', [], 'CREATE_COMPLETE', []]);
  expect(account.left).toEqual(['A', 'B', 'Last']);
});

test.each([
  ['Retain', ['A'], ['AWS::S3::Bucket name already exists']],
  ['RetainExceptOnCreate', [], []],
  ['Delete', [], []],
  ['Snapshot', [], []],
])('a name that is kept by %s is taken, or not', async (DeletionPolicy, left, reasons) => {
  const named = { Properties: { BucketName: 'name' }, DeletionPolicy };
  const expected = reasons.length === 0 ? 'CREATE_COMPLETE' : 'ROLLBACK_COMPLETE';
  expect(await twice({ A: named })).toEqual(['ROLLBACK_COMPLETE', left, expected, reasons]);
});

test.each([
  ['Retain', 'RetainExceptOnCreate'],
  ['RetainExceptOnCreate', 'Retain'],
])('a stack that was made keeps what has %s when it is deleted, and its name stays taken', async (DeletionPolicy) => {
  const template = templateOf({ A: { Properties: { BucketName: 'name' }, DeletionPolicy } });
  await stack.deploy(template);
  stack.delete();
  expect([stack.status, account.left]).toEqual(['DELETE_COMPLETE', ['A']]);
  await stack.deploy(template);
  expect([stack.status, stack.reasons]).toEqual(['ROLLBACK_COMPLETE', ['AWS::S3::Bucket name already exists']]);
});

test('a name that is made of the ID of the stack is another one each time', async () => {
  const BucketName = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  const template = templateOf({ A: { Properties: { BucketName }, DeletionPolicy: 'Retain' } });
  await stack.deploy(template, { failing: 'Last' });
  await stack.deploy(template);
  expect([stack.status, account.left]).toEqual(['CREATE_COMPLETE', ['A', 'A', 'Last']]);
});

test('the name of a secret stays taken until its recovery window ends', async () => {
  const named = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'name' } };
  expect((await twice({ A: named }))[2]).toBe('ROLLBACK_COMPLETE');
});

test('termination protection is set before anything is made, and refuses the clean-up of what failed', async () => {
  await expect(twice({}, true)).rejects.toThrow('Pegasus cannot be deleted while TerminationProtection is enabled');
});

test.each([
  ['a protected database', { Type: 'AWS::RDS::DBInstance', Properties: { DeletionProtection: true } }, false],
  ['a protected cluster', { Type: 'AWS::RDS::DBCluster', Properties: { DeletionProtection: true } }, false],
  ['a bucket that is not empty', {}, true],
  ['a vault that is not empty', { Type: 'AWS::Backup::BackupVault' }, true],
])('%s is not deleted, so the clean-up fails; what is kept on deletion does not stop it', async (_, given, filled) => {
  if (filled) account.filled.add('A');
  await expect(twice({ A: given })).rejects.toThrow(/^DELETE_FAILED: A.*(protected|not empty)/);
  expect([stack.status, account.left]).toEqual(['DELETE_FAILED', ['A']]);
  stack = new FailingStack(account, 'Other');
  const kept = { ...given, DeletionPolicy: 'RetainExceptOnCreate' };
  expect(await twice({ A: kept })).toEqual(['ROLLBACK_FAILED', ['A', 'A'], 'CREATE_COMPLETE', []]);
});

test('a database that stays holds its network', async () => {
  const resources = {
    Vpc: { Type: 'AWS::EC2::VPC' },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' } } },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: { VPCSecurityGroups: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }] },
      DeletionPolicy: 'Retain',
    },
  };
  await expect(twice(resources)).rejects.toThrow(
    'DELETE_FAILED: Group (AWS::EC2::SecurityGroup) has a dependent object, Database; Vpc (AWS::EC2::VPC) has a dependent object, Group',
  );
});

test('two stacks with one name between them meet', async () => {
  const template = templateOf({
    A: { Properties: { BucketName: { 'Fn::Join': ['-', ['of', { Ref: 'AWS::Region' }]] } } },
  });
  await stack.deploy(template);
  const other = new FailingStack(account, 'Other');
  await other.deploy(template);
  expect(other.reasons).toEqual(['AWS::S3::Bucket of-us-east-1 already exists']);
});

test.each([
  [{ A: { Type: 'AWS::New::Thing', Properties: { ThingName: 'x' } } }, 'does not know whether `ThingName` names `A`'],
  [{ A: { DependsOn: 'B' }, B: { DependsOn: 'A' } }, 'circular: '],
])('what cannot be told is an error: %j', async (resources, said) => {
  const deployed = async () => stack.deploy(templateOf(resources));
  await expect(deployed()).rejects.toThrow(said);
});
