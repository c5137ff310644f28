import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DeploymentAnswer } from '../../../lambda/custom-resources/cloudformation-response';
import { initializeTraffic } from '../../../lambda/custom-resources/initialize-traffic';
import { LocalParameters } from '../../../local/aws/ssm';
import { ParameterResource } from '../../../runtime/traffic/parameter-resource';
import { serve } from '../../local/aws/serve';

const NAME = '/pegasus-backup/Test/Traffic';
const OTHER = '/pegasus-backup/Test/Other';
const OPEN = '{"mode":"open","generation":0}';
const LATER = '{"mode":"open","generation":4}';
const FROZEN = '{"mode":"frozen","generation":4}';

const store = new LocalParameters();
let client: SSMClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(store);
  client = new SSMClient(served.client);
  close = served.close;
});
afterAll(() => close());
beforeEach(async () => {
  for (const Name of [NAME, OTHER]) {
    if (store.get(Name)) await client.send(new DeleteParameterCommand({ Name }));
  }
});

const stored = (name: string) => store.get(name)?.Value;

/** CloudFormation and a parameter store. */
async function deploy(given: object = {}, refused?: 'create' | 'value' | 'delete') {
  const answers: DeploymentAnswer[] = [];
  const logged: string[] = [];
  const parameters = new ParameterResource(client);
  if (refused) Object.assign(parameters, { [refused]: () => Promise.reject(new Error('not authorized')) });
  const event = {
    RequestType: 'Create',
    ResponseURL: 'https://s3/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Traffic',
    ResourceProperties: { ServiceToken: 'arn:function', ServiceTimeout: '300', Name: NAME },
    ...given,
  };
  await initializeTraffic(event, {
    parameters,
    answer: async (_, answer) => void answers.push(answer),
    log: (message) => void logged.push(message),
  });
  expect(answers).toHaveLength(1);
  return { answer: answers[0]!, logged };
}

test('a parameter is made, open with generation 0, and its name is the physical id', async () => {
  const { answer, logged } = await deploy();
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
  expect(answer.Reason).toBeUndefined();
  expect(logged).toEqual([`The parameter ${NAME} was made.`]);
  expect(store.get(NAME)).toMatchObject({ Value: OPEN, Type: 'String' });
});

test('one that exists already keeps its value, and that is said', async () => {
  store.put(NAME, FROZEN);
  const { answer, logged } = await deploy();
  const Reason = `The parameter ${NAME} exists already: its value stays as it is, ${FROZEN}.`;
  expect(answer).toMatchObject({ Status: 'SUCCESS', Reason, PhysicalResourceId: NAME });
  expect(logged).toEqual([Reason]);
  expect(store.get(NAME)).toMatchObject({ Value: FROZEN, Version: 1 });
});

test('an update does not write it', async () => {
  store.put(NAME, FROZEN);
  const { answer } = await deploy({ RequestType: 'Update', PhysicalResourceId: NAME });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
  expect(store.get(NAME)).toMatchObject({ Value: FROZEN, Version: 1 });
});

test('an update makes one that is gone', async () => {
  await deploy({ RequestType: 'Update', PhysicalResourceId: NAME });
  expect(stored(NAME)).toBe(OPEN);
});

test('under another name it is another resource, which begins as the old one is; then the old one goes', async () => {
  store.put(OTHER, LATER);
  const { answer } = await deploy({ RequestType: 'Update', PhysicalResourceId: OTHER });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
  expect([stored(NAME), stored(OTHER)]).toEqual([LATER, LATER]);
  await deploy({ RequestType: 'Delete', PhysicalResourceId: OTHER });
  expect([stored(NAME), stored(OTHER)]).toEqual([LATER, undefined]);
});

describe('F106 a deployment that gives the resource another logical id', () => {
  const renamed = { LogicalResourceId: 'Renamed' };
  const remove = { RequestType: 'Delete', PhysicalResourceId: NAME };

  test('creates the new one, deletes the old one, and leaves the parameter', async () => {
    await deploy();
    store.put(NAME, FROZEN, 'String', true);
    await deploy(renamed);
    const { answer, logged } = await deploy(remove);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
    expect(logged).toEqual([`The parameter ${NAME} stays: it belongs to Renamed too.`]);
    expect(stored(NAME)).toBe(FROZEN);
  });

  test('and is rolled back leaves it too; the last one deletes it', async () => {
    await deploy();
    await deploy(renamed);
    await deploy({ ...remove, ...renamed });
    expect(stored(NAME)).toBe(OPEN);
    await deploy(remove);
    expect(stored(NAME)).toBeUndefined();
  });
});

test.each([FROZEN, '{"mode":"low-traffic","generation":4}', '{"mode":"shut"}'])(
  'one that says %s is not deleted: a restore may hold it',
  async (value) => {
    store.put(NAME, value);
    const { answer } = await deploy({ RequestType: 'Delete', PhysicalResourceId: NAME });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: NAME });
    expect(answer.Reason).toContain(`${NAME} is not deleted: it says ${value}`);
    expect(stored(NAME)).toBe(value);
  },
);

test('another name is refused where the old value cannot be read: it would open traffic', async () => {
  store.put(OTHER, FROZEN);
  const { answer } = await deploy({ RequestType: 'Update', PhysicalResourceId: OTHER }, 'value');
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: 'The traffic parameter could not be initialized: not authorized',
    PhysicalResourceId: OTHER,
  });
  expect(stored(NAME)).toBeUndefined();
});

test('it goes with its stack, and once more is no error', async () => {
  await deploy();
  for (const _ of [1, 2]) {
    const { answer } = await deploy({ RequestType: 'Delete', PhysicalResourceId: NAME });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: NAME });
    expect(stored(NAME)).toBeUndefined();
  }
});

test('one that cannot be deleted fails the deployment, and says why', async () => {
  store.put(NAME, LATER);
  const { answer } = await deploy({ RequestType: 'Delete', PhysicalResourceId: NAME }, 'delete');
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: 'The traffic parameter could not be deleted: not authorized',
    PhysicalResourceId: NAME,
  });
});

test('a creation that failed is rolled back without deleting anything', async () => {
  store.put(NAME, FROZEN);
  const { answer } = await deploy({}, 'create');
  expect(answer.Status).toBe('FAILED');
  const { PhysicalResourceId } = answer;
  expect((await deploy({ RequestType: 'Delete', PhysicalResourceId }, 'delete')).answer.Status).toBe('SUCCESS');
  expect(stored(NAME)).toBe(FROZEN);
});

test('properties that cannot be read fail it', async () => {
  expect((await deploy({ ResourceProperties: { Name: 'no-slash' } })).answer.Status).toBe('FAILED');
  expect(stored('no-slash')).toBeUndefined();
});
