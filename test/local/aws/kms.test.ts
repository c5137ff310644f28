import { createPublicKey, verify } from 'node:crypto';
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient, ListKeysCommand, SignCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
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

describe('a key that signs', () => {
  const KeyId = 'arn:signing';
  const asked = { KeyId, Message: Buffer.from('a plan'), SigningAlgorithm: 'ECDSA_SHA_256' as const };
  beforeEach(() => keys.createSigningKey(KeyId));

  test('does so as anyone can check with its public key', async () => {
    const { Signature } = await client.send(new SignCommand(asked));
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
    const key = createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
    const fits = (text: string) => verify('sha256', Buffer.from(text), key, Signature!);
    expect([fits('a plan'), fits('another')]).toEqual([true, false]);
  });

  test.each([
    ['DisabledException', () => keys.states.set(KeyId, 'Disabled'), asked],
    ['KMSInvalidStateException', () => keys.states.set(KeyId, 'PendingDeletion'), asked],
    ['InvalidKeyUsageException', () => keys.create('arn:other'), { ...asked, KeyId: 'arn:other' }],
    ['NotFoundException', () => undefined, { ...asked, KeyId: 'arn:nowhere' }],
    ['ValidationException', () => undefined, { ...asked, Message: Buffer.alloc(4097) }],
  ])('%s', async (name, arrange, request) => {
    arrange();
    await expect(client.send(new SignCommand(request))).rejects.toMatchObject({ name });
  });
});

test('what is not implemented answers 501', async () => {
  await expect(client.send(new ListKeysCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
});
