import { describe, expect, test } from '@jest/globals';
import type { CheckOutcome, CheckResult } from '../../../domain/workflow/workflow';
import { type CheckStoresProperties, checkStoresAtDeployment } from '../../../lambda/custom-resources/check-stores';
import type { DeploymentAnswer } from '../../../lambda/custom-resources/cloudformation-response';

const STORES: CheckStoresProperties = {
  OnMissing: 'fail',
  Database: { Kind: 'instance', Identifier: 'pegasus', RetentionDays: '30' },
  Bucket: { Name: 'objects', Prefix: 'pegasus/', HistoryDays: '37', Replication: 'wanted' },
};

const result = (outcome: CheckOutcome): CheckResult => ({
  name: 'BackupRetention',
  outcome,
  expected: 'long enough',
  observed: '7 days, but 30 are needed: set the backup retention to 30',
});

/** CloudFormation and the stores. */
async function deploy(given: object = {}, outcome: CheckOutcome | Error = 'passed') {
  const answers: DeploymentAnswer[] = [];
  const published: string[] = [];
  const looked: CheckStoresProperties[] = [];
  const event = {
    RequestType: 'Create',
    ResponseURL: 'https://s3/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Check',
    // CloudFormation adds what the resource itself needs.
    ResourceProperties: { ServiceToken: 'arn:function', ServiceTimeout: '300', ...STORES },
    ...given,
  };
  await checkStoresAtDeployment(event, {
    check: async (stores) => {
      looked.push(stores);
      if (outcome instanceof Error) throw outcome;
      return [result(outcome)];
    },
    answer: async (url, answer) => {
      expect(url).toBe('https://s3/answer');
      answers.push(answer);
    },
    notifications: { publish: async (subject, message) => void published.push(subject, message) },
  });
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Check' });
  return { answer: answers[0]!, published, looked };
}

const LIST =
  'The imported stores are not ready for a restore:\n' +
  '- BackupRetention (failed): 7 days, but 30 are needed: set the backup retention to 30';

test('stores that are ready let the deployment go on', async () => {
  const { answer, looked } = await deploy();
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: expect.stringMatching(/^stores-[0-9a-f]{16}$/),
  });
  expect(looked).toEqual([STORES]);
});

test('stores that are not fail it, with the list of what is missing', async () => {
  const { answer, published } = await deploy({}, 'failed');
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: LIST });
  expect(published).toEqual([]);
});

test('F64 what could not be found out fails it, too', async () => {
  expect((await deploy({}, 'unknown')).answer.Status).toBe('FAILED');
  expect((await deploy({}, new Error('no credentials'))).answer).toMatchObject({
    Status: 'FAILED',
    Reason: 'The imported stores are not ready for a restore:\n- no credentials',
  });
});

test('or they warn, when that is chosen', async () => {
  const { answer, published } = await deploy({ ResourceProperties: { ...STORES, OnMissing: 'warn' } }, 'failed');
  expect(answer.Status).toBe('SUCCESS');
  expect(published).toEqual(['Stores are not ready for a restore', LIST]);
});

test('a check that is removed looks at nothing', async () => {
  const { answer, looked } = await deploy({ RequestType: 'Delete', PhysicalResourceId: 'stores-1' }, 'failed');
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'stores-1' });
  expect(looked).toEqual([]);
});

test('properties that cannot be read fail it', async () => {
  const { answer } = await deploy({ ResourceProperties: { ...STORES, OnMissing: 'cry' } });
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/properties .* cannot be read: .*OnMissing/s),
  });
});

describe('an update', () => {
  const LONGER = { ...STORES, Database: { Kind: 'instance', Identifier: 'pegasus', RetentionDays: '35' } };

  test('that asks for more than there is fails, and what it is keeps its id', async () => {
    const { PhysicalResourceId } = (await deploy()).answer;
    const update = { RequestType: 'Update', PhysicalResourceId, ResourceProperties: LONGER };
    expect((await deploy(update, 'failed')).answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId });
  });

  test('that goes back to what has passed never fails: nobody could deploy the stack any more', async () => {
    const { PhysicalResourceId } = (await deploy()).answer;
    const { answer, published } = await deploy({ RequestType: 'Update', PhysicalResourceId }, 'failed');
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect(published).toHaveLength(2);
  });

  test('that passes gets another id', async () => {
    const { PhysicalResourceId } = (await deploy()).answer;
    const { answer } = await deploy({ RequestType: 'Update', PhysicalResourceId, ResourceProperties: LONGER });
    expect(answer.Status).toBe('SUCCESS');
    expect(answer.PhysicalResourceId).not.toBe(PhysicalResourceId);
  });
});
