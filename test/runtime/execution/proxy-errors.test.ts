import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { afterEach, expect, test } from '@jest/globals';
import { RenameSwapCutOver } from '../../../runtime/cut-over/rename-swap';
import { Instances } from '../../../runtime/database/rds/instances';
import { RestoreTasks } from '../../../runtime/database/self-managed/restore-tasks';

/** What a load balancer answers for the service behind it: no error of AWS's is in it. */
const HTML = '<html><body><center><h1>Bad Gateway</h1></center><hr></body></html>';
const DENIED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not allowed</Message></Error></ErrorResponse>';
const NO_INSTANCES =
  '<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult></DescribeDBInstancesResponse>';

let server: Server;
afterEach(() => void server.close());

/** A service that answers these, one after the other, to a client that does not try again by itself. */
async function service(...answers: readonly (readonly [status: number, body: string])[]) {
  let asked = 0;
  server = createServer((_request, response) => {
    const [status, body] = answers[asked++] ?? [500, ''];
    response.writeHead(status, { 'content-type': body === HTML ? 'text/html' : 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const options = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  return { options, asked: () => asked };
}

test.each([502, 503, 504])('F95 RDS answers %i with a page of HTML: tried again, and done', async (status) => {
  const { options } = await service([status, HTML], [200, NO_INSTANCES]);
  const databases = new Instances(new RDSClient(options));
  await expect(databases.describe('pegasus')).rejects.toMatchObject({ name: 'Retryable' });
  expect(await databases.describe('pegasus')).toBeUndefined();
});

test('F95 a renaming that a page of HTML answers is tried again', async () => {
  const source = { DBInstanceIdentifier: 'pegasus', DbiResourceId: 'db-1' };
  const found = NO_INSTANCES.replace(
    '<DBInstances/>',
    `<DBInstances><DBInstance>${Object.entries(source)
      .map(([k, v]) => `<${k}>${v}</${k}>`)
      .join('')}</DBInstance></DBInstances>`,
  );
  const { options } = await service([200, found], [504, HTML]);
  const way = new RenameSwapCutOver(new RDSClient(options), { again: () => false, pause: async () => {} });
  const to = {
    identifier: 'restored',
    host: 'restored',
    port: 5432,
    generation: 1,
    source: { identifier: 'pegasus', resourceId: 'db-1' },
    tags: { run: 'r1' },
    runId: 'r1',
  };
  await expect(way.point(to)).rejects.toMatchObject({ name: 'Retryable' });
});

test('F95 ECS answers 502 with a page of HTML: tried again', async () => {
  const { options } = await service([502, HTML]);
  const place = { cluster: 'c', restoreTask: 't', subnets: [], securityGroups: [] };
  await expect(new RestoreTasks(new ECSClient(options), place).look('arn')).rejects.toMatchObject({
    name: 'Retryable',
  });
});

test('F30 AccessDenied is refused at once: it is asked once, and says what to do', async () => {
  const { options, asked } = await service([403, DENIED]);
  await expect(new Instances(new RDSClient({ ...options, maxAttempts: 3 })).describe('pegasus')).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringContaining('lacks this permission'),
  });
  expect(asked()).toBe(1);
});

test('F30 a page of HTML that refuses access (403) is refused', async () => {
  const { options } = await service([403, HTML]);
  await expect(new Instances(new RDSClient(options)).describe('pegasus')).rejects.toMatchObject({
    name: 'DatabaseRefused',
  });
});
