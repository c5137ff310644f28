import { SNSClient } from '@aws-sdk/client-sns';
import { mail } from '../../../domain/workflow/mail-text';
import { Notifications } from '../../../runtime/execution/notifications';

const send = jest.spyOn(SNSClient.prototype, 'send');
const client = new SNSClient({ region: 'eu-west-1' });

beforeEach(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  send.mockReset();
});

test('a subject is cut to what SNS takes: one line of 100 ASCII characters', async () => {
  await new Notifications('arn:topic', 'Test/Backup', client).publish(`Zurück\n${'x'.repeat(200)}`, mail(['text']));
  const sent = send.mock.calls.map(([command]) => command.input);
  expect(sent).toEqual([{ TopicArn: 'arn:topic', Subject: `Zur ck ${'x'.repeat(93)}`, Message: 'text' }]);
});

test('without a topic nothing is sent', async () => {
  await new Notifications(undefined, 'Test/Backup', client).publish('a', mail(['b']));
  expect(send).not.toHaveBeenCalled();
});

test('F73 F107 a message that is not sent stops no run, and is counted for an alarm, under the pair', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const logged = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const notifications = new Notifications('arn:topic', 'Test/Backup', client);
  const counted = () =>
    [...log.mock.calls, ...logged.mock.calls].map(([line]) => String(line)).filter((line) => line.includes('_aws'));
  send.mockImplementation(async () => ({ MessageId: 'm' }));
  await notifications.publish('a', mail(['b']));
  expect(counted()).toEqual([]);
  send.mockImplementation(() => Promise.reject(new Error('denied')));
  await expect(notifications.publish('a', mail(['b']))).resolves.toBeUndefined();
  const lines = counted();
  log.mockRestore();
  logged.mockRestore();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ Pair: 'Test/Backup', NotificationsFailed: 1 }]);
});
