import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { type Harness, startS3 } from './harness';

const object = { Bucket: 'open', Key: 'key' };

let harness: Harness;
beforeAll(async () => {
  harness = await startS3();
  const { client } = harness;
  await client.send(new CreateBucketCommand({ Bucket: 'enforced' }));
  await client.send(new CreateBucketCommand({ Bucket: 'open', ObjectOwnership: 'ObjectWriter' }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: 'open', VersioningConfiguration }));
});
afterAll(() => harness.close());

const permissions = async (Key: string, VersionId?: string) =>
  (await harness.client.send(new GetObjectAclCommand({ Bucket: 'open', Key, VersionId }))).Grants?.map(
    ({ Permission, Grantee }) => `${Permission} ${Grantee?.Type}`,
  );

test('a new bucket allows no ACLs: they are refused, and its objects are their owner’s', async () => {
  const { client } = harness;
  const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket: 'enforced' }));
  expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  const enforced = { Bucket: 'enforced', Key: 'key' };
  const refused = { name: 'AccessControlListNotSupported', $metadata: { httpStatusCode: 400 } };
  await expect(client.send(new PutObjectCommand({ ...enforced, ACL: 'public-read' }))).rejects.toMatchObject(refused);
  await expect(client.send(new PutObjectCommand({ ...enforced, GrantRead: 'id="x"' }))).rejects.toMatchObject(refused);
  await client.send(new PutObjectCommand({ ...enforced, ACL: 'bucket-owner-full-control' }));
  await expect(client.send(new PutObjectAclCommand({ ...enforced, ACL: 'public-read' }))).rejects.toMatchObject(
    refused,
  );
  const { Grants } = await client.send(new GetObjectAclCommand(enforced));
  expect(Grants).toMatchObject([{ Permission: 'FULL_CONTROL', Grantee: { Type: 'CanonicalUser' } }]);
});

test('each version has its own, set in place; a copy has none of its source', async () => {
  const { client } = harness;
  const first = await client.send(new PutObjectCommand({ ...object, ACL: 'public-read' }));
  await client.send(
    new PutObjectCommand({ ...object, GrantRead: 'id="x", uri="http://group"', GrantReadACP: 'id="x"' }),
  );
  expect(await permissions('key', first.VersionId)).toEqual(['FULL_CONTROL CanonicalUser', 'READ Group']);
  expect(await permissions('key')).toEqual(['READ CanonicalUser', 'READ Group', 'READ_ACP CanonicalUser']);
  await client.send(new CopyObjectCommand({ ...object, Key: 'copy', CopySource: 'open/key' }));
  expect(await permissions('copy')).toEqual(['FULL_CONTROL CanonicalUser']);

  const Owner = { ID: 'me' };
  const Grants = [{ Permission: 'FULL_CONTROL', Grantee: { Type: 'CanonicalUser', ID: 'me' } }] as const;
  const AccessControlPolicy = { Owner, Grants: [...Grants] };
  const { VersionId } = first;
  await client.send(new PutObjectAclCommand({ ...object, VersionId, AccessControlPolicy }));
  expect(await permissions('key', VersionId)).toEqual(['FULL_CONTROL CanonicalUser']);
});

test('without ownership controls a bucket allows ACLs, and says that it has none', async () => {
  const { client } = harness;
  await client.send(new CreateBucketCommand({ Bucket: 'old' }));
  await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: 'old' }));
  await expect(client.send(new GetBucketOwnershipControlsCommand({ Bucket: 'old' }))).rejects.toMatchObject({
    name: 'OwnershipControlsNotFoundError',
  });
  await client.send(new PutObjectCommand({ Bucket: 'old', Key: 'key', ACL: 'public-read' }));
});
