import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { Gateway } from '../../../local/aws/gateway';
import type { LocalClient } from '../../../local/aws/local-aws';
import type { LocalService } from '../../../local/aws/service';
import { AccessKeys } from '../../../local/aws/signature';
import { signedFetch } from './serve';

const faults: string[] = [];
const heard: string[] = [];
const service = (name: string): LocalService => ({
  name,
  handle: async (request, response) => {
    if (request.url === '/broken') throw new Error('a defect');
    response.end(`${name} ${request.url} ${await buffer(request)}`);
  },
  close: async () => undefined,
});
const keys = new AccessKeys();
let gateway: Gateway;
let client: LocalClient;

beforeAll(async () => {
  gateway = new Gateway(
    keys,
    (fault) => faults.push(fault),
    (caller, name) => heard.push(`${caller} ${name}`),
  );
  gateway.add(service('s3'));
  gateway.add(service('rds'));
  client = { endpoint: await gateway.listen(), region: 'us-east-1', credentials: keys.of('operator') };
});
afterAll(() => gateway.close());

describe('a request goes to the service that it was signed for', () => {
  test.each(['/', '/a?b=', '/bucket/%C3%A9%20%2B%2F?versions=&prefix=a%20b%26', '//?//%'])('%s', async (path) => {
    heard.length = 0;
    const answer = await signedFetch(client, 's3', path);
    expect([answer.status, await answer.text()]).toEqual([200, `s3 ${path} `]);
    expect(heard).toEqual(['operator s3']);
  });

  test('with its body, whose hash not every client tells', async () => {
    const body = 'Action=DescribeDBInstances';
    expect(await (await signedFetch(client, 'rds', '/', { method: 'POST', body })).text()).toBe(`rds / ${body}`);
    const { headers } = await withoutHash(body);
    const answer = await fetch(client.endpoint, { method: 'POST', headers, body });
    expect(await answer.text()).toBe(`rds / ${body}`);
  });
});

/** As the AWS CLI signs for everything but S3. */
async function withoutHash(body: string) {
  const { credentials, region, endpoint } = client;
  const rds = { service: 'rds', sha256: Sha256, applyChecksum: false };
  const headers = { host: new URL(endpoint).host };
  const request = new HttpRequest({ method: 'POST', path: '/', headers, body });
  return await new SignatureV4({ credentials, region, ...rds }).sign(request);
}

describe('403 is the answer to a request', () => {
  const refusal = async (answer: Response) => [answer.status, Object(await answer.json()).__type];

  test('without a signature, of whatever service', async () => {
    for (const path of ['/', '/bucket/key', '/?X-Amz-Credential=operator%2F20261124%2Fus-east-1%2Fs3%2Faws4_request']) {
      const answer = await fetch(`${client.endpoint}${path}`);
      expect(await refusal(answer)).toEqual([403, 'MissingAuthenticationToken']);
    }
  });

  test('with another secret than that of its access key, in the way of its service', async () => {
    const foreign = { accessKeyId: 'operator', secretAccessKey: 'local' };
    const config = { ...client, credentials: foreign, maxAttempts: 1 };
    const refused = { name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } };
    await expect(new S3Client(config).send(new ListBucketsCommand({}))).rejects.toMatchObject(refused);
    await expect(new SFNClient(config).send(new ListExecutionsCommand({}))).rejects.toMatchObject(refused);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const form = await signedFetch(config, 'rds', '/', { method: 'POST', body: 'Action=x', headers });
    expect([form.status, await form.text()]).toEqual([403, expect.stringContaining('<Code>SignatureDoesNotMatch')]);
  });

  test('that one caller signs with the name of another', async () => {
    const stolen = { accessKeyId: 'operator', secretAccessKey: keys.of('handler').secretAccessKey };
    expect((await signedFetch({ ...client, credentials: stolen }, 'rds', '/')).status).toBe(403);
  });

  test('whose body, path, query or headers are others than those that were signed', async () => {
    const signed = await withoutHash('Action=a');
    const send = (path: string, body: string, more = {}) =>
      fetch(`${client.endpoint}${path}`, { method: 'POST', headers: { ...signed.headers, ...more }, body });
    expect((await send('/', 'Action=a')).status).toBe(200);
    for (const [path, body, more] of [
      ['/', 'Action=b', {}],
      ['/other', 'Action=a', {}],
      ['/?a=b', 'Action=a', {}],
      ['/', 'Action=a', { 'x-amz-date': '20200101T000000Z' }],
    ] as const) {
      expect((await send(path, body, more)).status).toBe(403);
    }
  });

  test('and no service has heard of any of them', async () => {
    heard.length = 0;
    await fetch(client.endpoint, { method: 'POST', body: 'Action=CreateDBInstance' });
    const noDate = `AWS4-HMAC-SHA256 Credential=k/20261124/us-east-1/rds/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    expect((await fetch(client.endpoint, { headers: { authorization: noDate } })).status).toBe(403);
    await fetch(client.endpoint, {
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=k/20261124/us-east-1/rds/aws4_request, SignedHeaders=host, Signature=0',
      },
    });
    expect([heard, faults]).toEqual([[], []]);
  });
});

describe('501 and a clear word is the answer to', () => {
  test('a service that is not there', async () => {
    const answer = await signedFetch(client, 'dynamodb', '/');
    expect([answer.status, Object(await answer.json()).message]).toEqual([
      501,
      'The service `dynamodb` is not implemented by the AWS on this machine.',
    ]);
  });

  test('such a request in the query protocol, in XML', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const answer = await signedFetch(client, 'iam', '/', { headers });
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('<Code>NotImplemented</Code>')]);
  });
});

test('nothing listens but on 127.0.0.1', async () => {
  const port = Number(new URL(client.endpoint).port);
  const answers = async (host: string): Promise<boolean> => {
    const socket = connect({ host, port });
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    return answered;
  };
  const others = Object.values(networkInterfaces()).flatMap((found) =>
    (found ?? []).filter(({ internal }) => !internal),
  );
  // Of the same computer, and all of them would answer where a server listens everywhere.
  const elsewhere = ['127.0.0.2', '::1', ...others.filter(({ scopeid }) => !scopeid).map(({ address }) => address)];
  expect(await answers('127.0.0.1')).toBe(true);
  for (const host of elsewhere) expect([host, await answers(host)]).toEqual([host, false]);
});

test('a service that throws answers 500, and the fault is told', async () => {
  const answer = await signedFetch(client, 's3', '/broken');
  expect([answer.status, faults]).toEqual([500, [expect.stringContaining('a defect')]]);
});
