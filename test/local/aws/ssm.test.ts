import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LocalParameters } from '../../../local/aws/ssm';
import { serve } from './serve';

let client: SSMClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(new LocalParameters());
  client = new SSMClient(served.client);
  close = served.close;
});
afterAll(() => close());

const put = (Name: string, Value: string, Overwrite?: boolean) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite }));
const get = async (Name: string) =>
  (await client.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter;

test('a parameter is read back by its name and by its ARN', async () => {
  expect((await put('/pegasus/traffic', 'open')).Version).toBe(1);
  const parameter = await get('/pegasus/traffic');
  expect(parameter).toMatchObject({ Name: '/pegasus/traffic', Value: 'open', Type: 'String', Version: 1 });
  expect(parameter?.LastModifiedDate).toBeInstanceOf(Date);
  expect((await get(parameter?.ARN ?? ''))?.Value).toBe('open');
});

test('a parameter without a slash is read back by its ARN too', async () => {
  await put('plain', '1');
  expect((await get((await get('plain'))?.ARN ?? ''))?.Value).toBe('1');
});

test('a parameter is only overwritten when that is said, and each version stays', async () => {
  await put('versions', 'one');
  await expect(put('versions', 'two')).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect((await put('versions', 'two', true)).Version).toBe(2);
  expect((await get('versions'))?.Value).toBe('two');
  expect((await get('versions:1'))?.Value).toBe('one');
  await expect(get('versions:3')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('a parameter keeps its type when it is overwritten, and needs one when it is new', async () => {
  await client.send(new PutParameterCommand({ Name: 'secure', Value: '1', Type: 'SecureString' }));
  await client.send(new PutParameterCommand({ Name: 'secure', Value: '2', Overwrite: true }));
  expect((await get('secure'))?.Type).toBe('SecureString');
  const untyped = client.send(new PutParameterCommand({ Name: 'untyped', Value: '1' }));
  await expect(untyped).rejects.toMatchObject({ name: 'ValidationException' });
});

test('several are read at once; the missing ones are named', async () => {
  await put('here', '1');
  const found = await client.send(new GetParametersCommand({ Names: ['here', 'gone'] }));
  expect(found.Parameters?.map(({ Name }) => Name)).toEqual(['here']);
  expect(found.InvalidParameters).toEqual(['gone']);
});

test('a missing parameter is not found', async () => {
  await expect(get('nobody')).rejects.toMatchObject({ name: 'ParameterNotFound', $metadata: { httpStatusCode: 400 } });
});

test('a deleted parameter is gone, and cannot be deleted twice', async () => {
  await put('short-lived', '1');
  const remove = () => client.send(new DeleteParameterCommand({ Name: 'short-lived' }));
  await remove();
  await expect(get('short-lived')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await expect(remove()).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('what is not implemented answers 501', async () => {
  const described = client.send(new DescribeParametersCommand({}));
  await expect(described).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
  const patterned = new PutParameterCommand({ Name: 'a', Value: 'b', Type: 'String', AllowedPattern: '.' });
  await expect(client.send(patterned)).rejects.toMatchObject({ message: expect.stringContaining('AllowedPattern') });
});
