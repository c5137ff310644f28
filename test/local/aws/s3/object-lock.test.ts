import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  harness.at('2026-11-23T04:00:00Z');
  await createVersioned(harness.client, 'plain');
  await harness.client.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
});
afterAll(() => harness.close());

const until = new Date('2026-11-24T04:00:00Z');
const put = async (lock: Partial<PutObjectCommandInput>, Bucket = 'locked') =>
  (await harness.client.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', ...lock }))).VersionId;
const remove = (VersionId?: string, BypassGovernanceRetention?: boolean) =>
  harness.client.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'key', VersionId, BypassGovernanceRetention }));
const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

describe('a locked version', () => {
  test('cannot be deleted until its time has come, yet a marker goes on top', async () => {
    const version = await put({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
    await expect(remove(version, true)).rejects.toMatchObject(denied);
    expect((await remove()).DeleteMarker).toBe(true);
    const head = await harness.client.send(new HeadObjectCommand({ Bucket: 'locked', Key: 'key', VersionId: version }));
    expect(head).toMatchObject({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
    harness.at('2026-11-24T04:00:00Z');
    await remove(version);
    harness.at('2026-11-23T04:00:00Z');
  });

  test('under governance can be deleted by who may bypass it', async () => {
    const version = await put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until });
    await expect(remove(version)).rejects.toMatchObject(denied);
    await remove(version, true);
  });

  test('under legal hold cannot be deleted', async () => {
    await expect(remove(await put({ ObjectLockLegalHoldStatus: 'ON' }), true)).rejects.toMatchObject(denied);
  });
});

describe('the lock of a version', () => {
  const later = new Date('2026-12-24T04:00:00Z');
  const lock = (
    VersionId: string | undefined,
    Mode: 'GOVERNANCE' | 'COMPLIANCE',
    RetainUntilDate: Date,
    bypass = false,
  ) =>
    harness.client.send(
      new PutObjectRetentionCommand({
        Bucket: 'locked',
        Key: 'key',
        VersionId,
        Retention: { Mode, RetainUntilDate },
        BypassGovernanceRetention: bypass,
      }),
    );
  const lockOf = async (VersionId?: string) =>
    (await harness.client.send(new GetObjectRetentionCommand({ Bucket: 'locked', Key: 'key', VersionId }))).Retention;

  test('is made longer by whoever may set one, and shorter only under governance by who may bypass it', async () => {
    const version = await put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until });
    await lock(version, 'GOVERNANCE', later);
    expect(await lockOf(version)).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: later });
    await expect(lock(version, 'GOVERNANCE', until)).rejects.toMatchObject(denied);
    await lock(version, 'GOVERNANCE', until, true);
    await lock(version, 'COMPLIANCE', later);
    await expect(lock(version, 'COMPLIANCE', until, true)).rejects.toMatchObject(denied);
    await expect(lock(version, 'GOVERNANCE', later, true)).rejects.toMatchObject(denied);
  });

  test('that there is none is an error of its own', async () => {
    const version = await put({});
    await expect(lockOf(version)).rejects.toMatchObject({ name: 'NoSuchObjectLockConfiguration' });
  });

  test('is the default of the bucket where the writer says nothing', async () => {
    const Rule = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: 1 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled' as const, Rule };
    await harness.client.send(new PutObjectLockConfigurationCommand({ Bucket: 'locked', ObjectLockConfiguration }));
    expect(await lockOf(await put({}))).toEqual({ Mode: 'COMPLIANCE', RetainUntilDate: until });
    const own = await put({ ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: later });
    expect(await lockOf(own)).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: later });
    await harness.client.send(
      new PutObjectLockConfigurationCommand({
        Bucket: 'locked',
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' },
      }),
    );
  });
});

test('a bucket without Object Lock takes no locks', async () => {
  await expect(put({ ObjectLockLegalHoldStatus: 'ON' }, 'plain')).rejects.toMatchObject({ name: 'InvalidRequest' });
  const configuration = (Bucket: string) => harness.client.send(new GetObjectLockConfigurationCommand({ Bucket }));
  await expect(configuration('plain')).rejects.toMatchObject({ name: 'ObjectLockConfigurationNotFoundError' });
  expect((await configuration('locked')).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' });
});

test('a bucket with Object Lock has versions for good', async () => {
  const suspend = new PutBucketVersioningCommand({
    Bucket: 'locked',
    VersioningConfiguration: { Status: 'Suspended' },
  });
  await expect(harness.client.send(suspend)).rejects.toMatchObject({ name: 'InvalidBucketState' });
});
