import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

const object = { Bucket: 'bucket', Key: 'key' };
const ETAG = '"9dd4e461268c8034f5c8564e155c67a6"';
const failed = { name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } };
const absent = { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } };

let harness: Harness;
beforeEach(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
  await harness.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'source', Body: 's' }));
});
afterEach(() => harness.close());

const write = (conditions: object = {}) =>
  harness.client.send(new PutObjectCommand({ ...object, Body: 'x', ...conditions }));
const copy = (conditions: object) =>
  harness.client.send(new CopyObjectCommand({ ...object, CopySource: 'bucket/source', ...conditions }));
const remove = (conditions: object = {}) => harness.client.send(new DeleteObjectCommand({ ...object, ...conditions }));
const body = async () => (await harness.client.send(new GetObjectCommand(object))).Body?.transformToString();

describe.each([
  ['put', write],
  ['copy', copy],
])('a conditional %s', (_, send) => {
  test('If-None-Match: * makes a key once', async () => {
    await send({ IfNoneMatch: '*' });
    await expect(send({ IfNoneMatch: '*' })).rejects.toMatchObject(failed);
  });

  test('If-None-Match: * takes a deleted key for free', async () => {
    await write();
    await remove();
    await send({ IfNoneMatch: '*' });
    await expect(body()).resolves.toBeDefined();
  });

  test('If-Match replaces what it knows, and nothing else', async () => {
    await expect(send({ IfMatch: ETAG })).rejects.toMatchObject(absent);
    await write();
    await send({ IfMatch: ETAG });
    await write({ Body: 'changed' });
    await expect(send({ IfMatch: ETAG })).rejects.toMatchObject(failed);
    expect(await body()).toBe('changed');
    await remove();
    await expect(send({ IfMatch: ETAG })).rejects.toMatchObject(failed);
  });

  test('If-None-Match with an ETag is not implemented, as on S3', async () => {
    await expect(send({ IfNoneMatch: ETAG })).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

test('of a hundred writers at once who want a key to be new, one wins', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => write({ IfNoneMatch: '*' })));
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
});

describe('a conditional delete', () => {
  test('If-Match deletes what it knows, and nothing else', async () => {
    await expect(remove({ IfMatch: '*' })).rejects.toMatchObject(absent);
    await write({ Body: 'changed' });
    await expect(remove({ IfMatch: ETAG })).rejects.toMatchObject(failed);
    await write();
    await remove({ IfMatch: ETAG });
    await expect(remove({ IfMatch: '*' })).rejects.toMatchObject(failed);
  });
});
