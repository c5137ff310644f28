import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type DeploymentAnswer, sendAnswer } from '../../../lambda/custom-resources/cloudformation-response';

const ANSWER: DeploymentAnswer = {
  Status: 'FAILED',
  PhysicalResourceId: 'p'.repeat(100),
  StackId: 's'.repeat(200),
  RequestId: 'r'.repeat(36),
  LogicalResourceId: 'l'.repeat(255),
};

let server: Server;
let status = 200;
let received: { request: IncomingMessage; body: string } | undefined;
beforeEach(async () => {
  status = 200;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received = { request, body };
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=1`;

test('it is put where CloudFormation says, without a content type', async () => {
  await sendAnswer(url(), { ...ANSWER, Reason: 'the list' });
  expect(received?.request).toMatchObject({ method: 'PUT', url: '/answer?X-Amz-Signature=1' });
  expect(received?.request.headers['content-type'] ?? '').toBe('');
  expect(JSON.parse(received!.body)).toEqual({ ...ANSWER, Reason: 'the list' });
});

test.each([
  [2500, false],
  [2501, true],
])('a reason of %i bytes is cut: %s', async (bytes, isCut) => {
  await sendAnswer(url(), { ...ANSWER, Reason: 'x'.repeat(bytes) });
  expect(JSON.parse(received!.body).Reason.endsWith('… (the log of the handler has all of it)')).toBe(isCut);
});

test('the whole stays below what CloudFormation takes, and is cut between characters', async () => {
  await sendAnswer(url(), { ...ANSWER, Reason: 'é–'.repeat(3000) });
  expect(Buffer.byteLength(received!.body)).toBeLessThan(4096);
  expect(JSON.parse(received!.body).Reason).toMatch(/^[é–]+… \(the log/);
});

test('an answer that S3 refuses is an error', async () => {
  status = 403;
  await expect(sendAnswer(url(), ANSWER)).rejects.toThrow('CloudFormation could not be answered: 403 Forbidden.');
});
