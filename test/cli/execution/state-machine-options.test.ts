import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { stateMachineOf } from '../../../cli/execution/state-machine-options';
import { BadArguments } from '../../../cli/exit-code';

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:pegasus-restore';
let server: Server;
let endpointUrl: string;
let asked: string;
let outputs: Record<string, string>;

/** CloudFormation, as far as it is asked here. */
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-central-1' });
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked = body;
      const members = Object.entries(outputs).map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      );
      const stack = `<member><StackName>pegasus-prod</StackName><Outputs>${members.join('')}</Outputs></member>`;
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the machine is found by the name of its stack', async () => {
  outputs = { EvidenceBucketName: 'evidence', RestoreStateMachineArn: ARN };
  expect(await stateMachineOf({ stack: 'pegasus-prod', endpointUrl })).toBe(ARN);
  expect(new URLSearchParams(asked).get('StackName')).toBe('pegasus-prod');
});

test('a stack without one is refused, with what to give instead', async () => {
  outputs = { EvidenceBucketName: 'evidence' };
  await expect(stateMachineOf({ stack: 'pegasus-prod', endpointUrl })).rejects.toThrow(
    new BadArguments('The stack pegasus-prod has no output RestoreStateMachineArn: give `--state-machine ARN`.'),
  );
});

test('a machine that is named is taken; none is refused', async () => {
  expect(await stateMachineOf({ stateMachine: ARN })).toBe(ARN);
  await expect(stateMachineOf({})).rejects.toThrow('Give `--state-machine ARN` or `--stack NAME`.');
});
