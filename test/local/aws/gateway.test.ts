import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Gateway, signedFor } from '../../../local/aws/gateway';
import type { LocalService } from '../../../local/aws/service';

const faults: string[] = [];
const service = (name: string): LocalService => ({
  name,
  handle: async (request, response) => {
    if (request.url === '/broken') throw new Error('a defect');
    response.end(`${name} ${request.url}`);
  },
  close: async () => undefined,
});
let gateway: Gateway;
let endpoint: string;

beforeAll(async () => {
  gateway = new Gateway((fault) => faults.push(fault));
  gateway.add(service('s3'));
  gateway.add(service('rds'));
  endpoint = await gateway.listen();
});
afterAll(() => gateway.close());

const credential = (name: string) => `key/20261124/us-east-1/${name}/aws4_request`;
const authorization = (name: string) =>
  `AWS4-HMAC-SHA256 Credential=${credential(name)}, SignedHeaders=host, Signature=0`;
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${endpoint}${path}`, { headers });

describe('a request goes to the service that it was signed for', () => {
  test('in its header', async () => {
    const answer = await get('/a?b', { authorization: authorization('rds') });
    expect(await answer.text()).toBe('rds /a?b');
  });

  test('in its query, when it was presigned', async () => {
    const path = `/bucket/key?X-Amz-Credential=${encodeURIComponent(credential('s3'))}`;
    expect(await (await get(path)).text()).toBe(`s3 ${path}`);
  });

  test('in its header, whatever its query says', () => {
    const url = `/?X-Amz-Credential=${encodeURIComponent(credential('s3'))}`;
    expect(signedFor({ headers: { authorization: authorization('rds') }, url })).toBe('rds');
  });

  test('also when its path is no URL', () => {
    expect(signedFor({ headers: { authorization: authorization('s3') }, url: '//?//%' })).toBe('s3');
  });
});

describe('501 and a clear word is the answer to', () => {
  const json = async (headers: Record<string, string>) => {
    const answer = await get('/', headers);
    return [answer.status, Object(await answer.json()).message];
  };

  test('a service that is not there', async () => {
    expect(await json({ authorization: authorization('dynamodb') })).toEqual([
      501,
      'The service `dynamodb` is not implemented by the AWS on this machine.',
    ]);
  });

  test('a request without a signature', async () => {
    expect(await json({})).toEqual([501, expect.stringContaining('without a signature')]);
  });

  test('such a request in the query protocol, in XML', async () => {
    const answer = await get('/', {
      authorization: authorization('iam'),
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    });
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining('<Code>NotImplemented</Code>')]);
  });
});

test('a service that throws answers 500, and the fault is told', async () => {
  const answer = await get('/broken', { authorization: authorization('s3') });
  expect([answer.status, faults]).toEqual([500, [expect.stringContaining('a defect')]]);
});
