import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LocalTopics } from '../../../local/aws/sns';
import { serve } from './serve';

/** What the caller's role allows. */
const allowed = new Set<string>();
const topics = new LocalTopics((_, action, key) => allowed.has(`${action} ${key}`));
let client: SNSClient;
let close: () => Promise<void>;
beforeAll(async () => {
  const served = await serve(topics);
  client = new SNSClient(served.client);
  close = served.close;
});
afterAll(() => close());

test('a message is kept as it was published', async () => {
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'restores' }));
  const message = { TopicArn, Subject: 'Restore verified', Message: 'a < b & "c" =\n+é' };
  const { MessageId } = await client.send(new PublishCommand(message));
  expect(topics.messages).toEqual([
    { id: MessageId, topicArn: TopicArn, subject: message.Subject, message: message.Message },
  ]);
});

test('a topic that is created twice is one', async () => {
  const arns = [1, 2].map(async () => (await client.send(new CreateTopicCommand({ Name: 'once' }))).TopicArn);
  expect(new Set(await Promise.all(arns)).size).toBe(1);
});

test('a message to a topic that does not exist is refused, as one that is too long', async () => {
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:nobody';
  const lost = client.send(new PublishCommand({ TopicArn, Message: 'x' }));
  await expect(lost).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  const long = new PublishCommand({ TopicArn: topics.create('long'), Message: 'x'.repeat(262_145) });
  await expect(client.send(long)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('what is not implemented answers 501, the attributes of a message among it', async () => {
  await expect(client.send(new ListTopicsCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
  const attributed = new PublishCommand({ TopicArn: topics.create('a'), Message: 'x', MessageAttributes });
  await expect(client.send(attributed)).rejects.toMatchObject({
    message: expect.stringContaining('MessageAttributes'),
  });
});

test('F107 an encrypted topic refuses who may not use its key, both ways', async () => {
  const TopicArn = topics.create('encrypted', { key: 'arn:key' });
  const publish = () => client.send(new PublishCommand({ TopicArn, Message: 'x' }));
  for (const action of ['kms:GenerateDataKey arn:key', 'kms:Decrypt arn:key']) {
    await expect(publish()).rejects.toMatchObject({ name: 'KMSAccessDeniedException' });
    allowed.add(action);
  }
  await expect(publish()).resolves.toMatchObject({ MessageId: expect.any(String) });
  expect(topics.messages.filter(({ topicArn }) => topicArn === TopicArn)).toHaveLength(1);
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ KmsMasterKeyId: 'arn:key', Policy: expect.stringContaining('SNS:Publish') });
});
