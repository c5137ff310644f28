import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LocalKeys } from '../../../local/aws/kms';
import { serve } from './serve';

const keys = new LocalKeys();
let client: KMSClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(keys);
  client = new KMSClient(served.client);
  close = served.close;
});
afterAll(() => close());

test.each([
  ['Enabled', true],
  ['Disabled', false],
])('a key is in the state that it was given: %s', async (KeyState, Enabled) => {
  keys.states.set('arn:key', KeyState);
  const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: 'arn:key' }));
  expect(KeyMetadata).toMatchObject({ KeyId: 'arn:key', KeyState, Enabled });
});

test('a key that nobody made does not exist', async () => {
  const asked = client.send(new DescribeKeyCommand({ KeyId: 'arn:other' }));
  await expect(asked).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('what is not implemented answers 501', async () => {
  await expect(client.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
});
