import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';
import { listRaw } from './raw-listing';

const object = { Bucket: 'bucket', Key: 'key' };
let harness: Harness;
beforeEach(async () => {
  harness = await startS3({ client: { maxAttempts: 1 } });
  await createVersioned(harness.client, 'bucket');
});
afterEach(() => harness.close());

const put = () => harness.client.send(new PutObjectCommand({ ...object, Body: 'x' }));
const versions = async () => {
  harness.s3.faults.intercept = undefined;
  return (await listRaw(harness.endpoint, 'bucket')).length;
};

describe('an injected fault', () => {
  test('is told the operation and the request, and may let it pass', async () => {
    const seen: string[] = [];
    harness.s3.faults.intercept = (operation, request) => {
      seen.push(`${operation} ${request.url}`);
      return undefined;
    };
    await put();
    expect(seen).toEqual(['PutObject /bucket/key?x-id=PutObject']);
  });

  test('may be any error, before anything is done', async () => {
    harness.s3.faults.intercept = () => ({ status: 503, code: 'SlowDown' });
    await expect(put()).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    await expect(harness.client.send(new HeadObjectCommand(object))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 503 },
    });
    expect(await versions()).toBe(0);
  });

  test('may cut the connection before anything is done', async () => {
    harness.s3.faults.intercept = () => 'reset';
    await expect(put()).rejects.toThrow('socket hang up');
    expect(await versions()).toBe(0);
  });

  test('may cut the connection when all is done', async () => {
    harness.s3.faults.intercept = () => 'reset-after';
    await expect(put()).rejects.toThrow('socket hang up');
    expect(await versions()).toBe(1);
  });

  test('may be an error with status 200, which the SDK throws', async () => {
    await put();
    harness.s3.faults.intercept = (operation) => (operation === 'CopyObject' ? 'error-in-200' : undefined);
    const copy = harness.client.send(new CopyObjectCommand({ ...object, Key: 'copy', CopySource: 'bucket/key' }));
    await expect(copy).rejects.toMatchObject({ name: 'InternalError' });
    expect(await versions()).toBe(1);
  });

  test('may refuse one key, also within a batch', async () => {
    harness.s3.faults.refuse = (_, key) => (key === 'b' ? 'AccessDenied' : undefined);
    const { Deleted, Errors } = await harness.client.send(
      new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } }),
    );
    expect(Deleted?.map((one) => one.Key)).toEqual(['a']);
    expect(Errors).toEqual([expect.objectContaining({ Key: 'b', Code: 'AccessDenied' })]);
    await expect(harness.client.send(new GetObjectCommand({ ...object, Key: 'b' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

test('calls are counted by operation', async () => {
  await put();
  await put();
  expect(harness.s3.calls.get('PutObject')).toBe(2);
  expect(harness.s3.calls.get('GetObject')).toBeUndefined();
});
