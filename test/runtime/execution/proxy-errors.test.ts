import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { afterEach, expect, test } from '@jest/globals';
import { RenameSwapCutOver } from '../../../runtime/cut-over/rename-swap';
import type { FoundDatabase } from '../../../runtime/database/database-kind';
import { Clusters } from '../../../runtime/database/rds/clusters';
import { Instances } from '../../../runtime/database/rds/instances';
import { RestoreTasks } from '../../../runtime/database/self-managed/restore-tasks';

/** What a load balancer answers for the service behind it: no error of AWS's is in it. */
const HTML = '<html><body><center><h1>Bad Gateway</h1></center><hr></body></html>';
const DENIED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not allowed</Message></Error></ErrorResponse>';
const NO_INSTANCES =
  '<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult></DescribeDBInstancesResponse>';

const place = { cluster: 'c', restoreTask: 't', subnets: [], securityGroups: [] };
const found = { identifier: 'pegasus', status: 'available', deletionProtection: false } as FoundDatabase;

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

const CUT = NO_INSTANCES.slice(0, -20);

test.each([
  ['a page of HTML', HTML],
  [
    'a page of HTML that is no XML',
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>sorry<br></body></html>',
  ],
  ['nothing', ''],
  ['the answer of another service', '<ListBucketResult><Name>pegasus</Name></ListBucketResult>'],
  ['an answer that is cut off', CUT],
  ['JSON', '{"message":"ok"}'],
])('F95 RDS answers 200 with %s: no database is gone for that, it is asked again', async (_what, body) => {
  for (const kind of [Instances, Clusters]) {
    const { options } = await service(...Array.from({ length: 20 }, () => [200, body] as const));
    const databases = new kind(new RDSClient(options));
    const passing = { name: 'Retryable', message: expect.stringMatching(/just now .*(200 with|Deserialization)/s) };
    await expect(databases.describe('pegasus')).rejects.toMatchObject(passing);
    await expect(databases.snapshots({ database: 'pegasus' })).rejects.toMatchObject(passing);
    await expect(databases.restoreWindow('db-1')).rejects.toMatchObject(passing);
    await expect(databases.remove(found)).rejects.toMatchObject(passing);
    server.close();
  }
});

test('F95 the client itself asks again after a page of HTML with 200', async () => {
  const { options, asked } = await service([200, HTML], [200, NO_INSTANCES]);
  expect(await new Instances(new RDSClient({ ...options, maxAttempts: 3 })).describe('pegasus')).toBeUndefined();
  expect(asked()).toBe(2);
});

test.each([408, 425])('F95 RDS and ECS answer %i: tried again', async (status) => {
  const { options } = await service([status, HTML], [status, HTML]);
  await expect(new Instances(new RDSClient(options)).describe('pegasus')).rejects.toMatchObject({ name: 'Retryable' });
  await expect(new RestoreTasks(new ECSClient(options), place).look('arn')).rejects.toMatchObject({
    name: 'Retryable',
  });
});

test.each([HTML, '{"tasks": [{"taskArn": "a'])('F95 ECS answers 200 with %s: tried again', async (body) => {
  const { options } = await service([200, body]);
  await expect(new RestoreTasks(new ECSClient(options), place).look('arn')).rejects.toMatchObject({
    name: 'Retryable',
  });
});

test('F30 ECS refuses access with a page of HTML (403): refused', async () => {
  const { options } = await service([403, HTML]);
  await expect(new RestoreTasks(new ECSClient(options), place).look('arn')).rejects.toMatchObject({
    name: 'DatabaseRefused',
  });
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
