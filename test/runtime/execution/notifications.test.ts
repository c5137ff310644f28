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
  await new Notifications('arn:topic', client).publish(`Zurück\n${'x'.repeat(200)}`, mail(['text']));
  const sent = send.mock.calls.map(([command]) => command.input);
  expect(sent).toEqual([{ TopicArn: 'arn:topic', Subject: `Zur ck ${'x'.repeat(93)}`, Message: 'text' }]);
});

test('without a topic nothing is sent', async () => {
  await new Notifications(undefined, client).publish('a', mail(['b']));
  expect(send).not.toHaveBeenCalled();
});

test('F73 that nobody could be told does not stop anybody', async () => {
  send.mockImplementation(() => Promise.reject(new Error('denied')));
  await expect(new Notifications('arn:topic', client).publish('a', mail(['b']))).resolves.toBeUndefined();
});
