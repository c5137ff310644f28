import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { isRunning } from '../../../lambda/clients/running';

const send = jest.spyOn(SFNClient.prototype, 'send');
const client = new SFNClient({ region: 'eu-west-1' });

test.each([
  ['RUNNING', true],
  ['PENDING_REDRIVE', true],
  ['SUCCEEDED', false],
  ['FAILED', false],
  ['TIMED_OUT', false],
  ['ABORTED', false],
])('an execution that is %s goes on: %s', async (status, running) => {
  send.mockImplementation(async () => ({ status }));
  expect(await isRunning(client, 'arn')).toBe(running);
});

test('an execution that Step Functions has forgotten has ended', async () => {
  send.mockImplementation(() => Promise.reject(new ExecutionDoesNotExist({ message: 'gone', $metadata: {} })));
  expect(await isRunning(client, 'arn')).toBe(false);
});

test('an execution that cannot be asked about is not taken for ended', async () => {
  send.mockImplementation(() => Promise.reject(new Error('denied')));
  await expect(isRunning(client, 'arn')).rejects.toThrow('denied');
});
