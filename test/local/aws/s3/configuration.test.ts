import {
  CreateBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetPublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketReplicationCommand,
} from '@aws-sdk/client-s3';
import { createVersioned, type Harness, startS3 } from './harness';

let harness: Harness;
const bucket = { Bucket: 'bucket' };
beforeAll(async () => {
  harness = await startS3();
  await createVersioned(harness.client, 'bucket');
});
afterAll(() => harness.close());

describe('a bucket nobody configured', () => {
  test('answers each absence by its own name', async () => {
    const { client } = harness;
    await expect(client.send(new GetBucketLifecycleConfigurationCommand(bucket))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(client.send(new GetBucketReplicationCommand(bucket))).rejects.toMatchObject({
      name: 'ReplicationConfigurationNotFoundError',
    });
    await expect(client.send(new GetBucketPolicyCommand(bucket))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
    await expect(client.send(new GetPublicAccessBlockCommand(bucket))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
  });

  test('has encryption and no notifications', async () => {
    const encryption = await harness.client.send(new GetBucketEncryptionCommand(bucket));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
    const notification = await harness.client.send(new GetBucketNotificationConfigurationCommand(bucket));
    expect(notification.EventBridgeConfiguration).toBeUndefined();
  });
});

describe('a configuration', () => {
  const Rules = [
    {
      ID: 'history',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 37 },
    },
  ];

  test('is given back as it was put, and gone when deleted', async () => {
    const { client } = harness;
    await client.send(new PutBucketLifecycleConfigurationCommand({ ...bucket, LifecycleConfiguration: { Rules } }));
    const kept = await client.send(new GetBucketLifecycleConfigurationCommand(bucket));
    expect(kept.Rules).toEqual(Rules);
    await client.send(new DeleteBucketLifecycleCommand(bucket));
    await expect(client.send(new GetBucketLifecycleConfigurationCommand(bucket))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
  });

  test('of another kind is refused', async () => {
    const response = await fetch(`${harness.endpoint}/bucket?lifecycle`, { method: 'PUT', body: '<Tagging/>' });
    expect(await response.text()).toContain('<Code>MalformedXML</Code>');
  });

  test('may be JSON, when it is the policy', async () => {
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    await harness.client.send(new PutBucketPolicyCommand({ ...bucket, Policy }));
    expect((await harness.client.send(new GetBucketPolicyCommand(bucket))).Policy).toBe(Policy);
  });

  test('of replication needs versions', async () => {
    const ReplicationConfiguration = {
      Role: 'arn:aws:iam::000000000000:role/replication',
      Rules: [{ Status: 'Enabled' as const, Destination: { Bucket: 'arn:aws:s3:::copy' } }],
    };
    await harness.client.send(new PutBucketReplicationCommand({ ...bucket, ReplicationConfiguration }));
    const kept = await harness.client.send(new GetBucketReplicationCommand(bucket));
    expect(kept.ReplicationConfiguration).toEqual(ReplicationConfiguration);
    await harness.client.send(new CreateBucketCommand({ Bucket: 'unversioned' }));
    await expect(
      harness.client.send(new PutBucketReplicationCommand({ Bucket: 'unversioned', ReplicationConfiguration })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
