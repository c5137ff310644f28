import { type AddressInfo, createServer } from 'node:net';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { expect, test } from '@jest/globals';
import { IMPATIENT } from '../../../runtime/execution/fail-fast-client';

test('a service that takes a request and does not answer is an error', async () => {
  const silent = createServer((socket) => socket.resume()); // reads, so that it sees its caller hang up
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const client = new KMSClient({
    ...IMPATIENT,
    maxAttempts: 1,
    requestHandler: { ...IMPATIENT.requestHandler, requestTimeout: 50 },
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await expect(client.send(new DescribeKeyCommand({ KeyId: 'key' }))).rejects.toMatchObject({ name: 'TimeoutError' });
  client.destroy();
  await new Promise((resolve) => silent.close(resolve));
});
