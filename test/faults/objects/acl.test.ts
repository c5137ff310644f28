import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  type ObjectOwnership,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { type Acl, PRIVATE } from '../../../local/aws/s3/acl';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { rewind, undo } from '../../../runtime/objects/rewind/rewind';
import { BUCKET } from '../../runtime/objects/rewind/store-bed';
import { from, type RewindBed, rewindBed, T } from './rewind-bed';

const PUBLIC: Acl = [
  ...PRIVATE,
  { grantee: { uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }, permission: 'READ' },
];
const PARTNER: Acl = [
  ...PRIVATE,
  { grantee: { id: '79a59df900b949e5' }, permission: 'READ' },
  { grantee: { id: '79a59df900b949e5' }, permission: 'READ_ACP' },
];

let bed: RewindBed;
beforeEach(async () => {
  bed = await rewindBed();
  await owned('ObjectWriter');
});
afterEach(() => bed.close());

async function owned(ObjectOwnership: ObjectOwnership): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership }] };
  await bed.client.send(new PutBucketOwnershipControlsCommand({ Bucket: BUCKET, OwnershipControls }));
}

const calls = (name: string) => bed.s3.calls.get(name) ?? 0;

/** Who has which permission, without the owner's. */
async function granted(Key: string, Bucket = BUCKET): Promise<string[]> {
  const { Grants = [] } = await bed.client.send(new GetObjectAclCommand({ Bucket, Key }));
  return Grants.flatMap(({ Permission, Grantee }) =>
    Permission === 'FULL_CONTROL' ? [] : [`${Permission} ${Grantee?.URI?.split('/').at(-1) ?? Grantee?.ID}`],
  ).sort();
}

test.each([
  ['a public object', PUBLIC, undefined, ['READ AllUsers']],
  ['an object of a partner', PARTNER, undefined, ['READ 79a59df900b949e5', 'READ_ACP 79a59df900b949e5']],
  ['an object in parts', PUBLIC, 2, ['READ AllUsers']],
  ['an object of its owner alone', undefined, undefined, []],
])('F90 %s comes back with its ACL, and a second rewind finds nothing to do', async (_, acl, parts, expected) => {
  bed.seedKey('k', { ...from(-100_000), body: 'old', acl, parts }, { ...from(10), body: 'evil' });
  const { verified, parts: done } = await bed.rewind();
  expect(verified).toMatchObject({ remaining: 0, compared: 1, differing: 0 });
  expect(done.flatMap(({ failed }) => failed)).toEqual([]);
  expect(await granted('k')).toEqual(expected);
  expect((await bed.rewind()).plan).toMatchObject({ copy: 0, unchanged: 1 });
});

test('F90 the same bytes with another ACL are another object', async () => {
  bed.seedKey('opened', { ...from(-10), body: 'same' }, { ...from(10), body: 'same', acl: PUBLIC });
  bed.seedKey('closed', { ...from(-10), body: 'same', acl: PUBLIC }, { ...from(10), body: 'same' });
  bed.seedKey('alike', { ...from(-10), body: 'same', acl: PUBLIC }, { ...from(10), body: 'same', acl: PUBLIC });
  expect(await bed.rewind()).toMatchObject({ plan: { copy: 2, unchanged: 1 }, verified: { remaining: 0 } });
  expect([await granted('opened'), await granted('closed')]).toEqual([[], ['READ AllUsers']]);
});

test('F90 a verification finds a copy whose ACL was changed', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old' }, { ...from(10), body: 'evil' });
  const layout = layoutBelow('changed/');
  await rewind(bed.engine(), { at: T, layout });
  await bed.client.send(new PutObjectAclCommand({ Bucket: BUCKET, Key: 'k', ACL: 'public-read' }));
  const again = await bed.rewind();
  expect(again.plan).toMatchObject({ copy: 1 });
  expect(await granted('k')).toEqual([]);
});

test('F90 an undo brings the ACL back that stood there before', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new', acl: PARTNER });
  const run = layoutBelow('run/');
  await rewind(bed.engine(), { at: T, layout: run });
  expect(await undo(bed.engine(), run, layoutBelow('undo/'))).toMatchObject({ conflicts: 0, remaining: 0 });
  expect(await granted('k')).toEqual(['READ 79a59df900b949e5', 'READ_ACP 79a59df900b949e5']);
});

test('F90 a bucket that allows no ACLs is asked once, and its objects never', async () => {
  await owned('BucketOwnerEnforced');
  for (const key of ['a', 'b', 'c']) {
    bed.seedKey(key, { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new' });
    bed.seedKey(`same ${key}`, { ...from(-10), body: 'same' }, { ...from(10), body: 'same' });
  }
  expect((await bed.rewind()).verified).toMatchObject({ remaining: 0, compared: 3, differing: 0 });
  expect([calls('GetBucketOwnershipControls'), calls('GetObjectAcl')]).toEqual([1, 0]);
});

test('F90 a bucket from before object ownership allows ACLs', async () => {
  await bed.client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: BUCKET }));
  bed.seedKey('k', { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new' });
  await bed.rewind();
  expect(await granted('k')).toEqual(['READ AllUsers']);
});

test('F90 an ACL that may not be read is named with its key, and nothing is put there', async () => {
  bed.seedKey('denied', { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new' });
  bed.seedKey('k', { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new' });
  bed.s3.faults.refuse = (operation, key) =>
    operation === 'GetObjectAcl' && key === 'denied' ? 'AccessDenied' : undefined;
  const { parts, verified } = await bed.rewind();
  expect(parts[0]).toMatchObject({
    copied: 1,
    failed: [{ key: 'denied', error: expect.stringMatching(/^AclUnreadable: .*allow s3:GetObjectAcl and/) }],
  });
  expect(verified).toMatchObject({ remaining: 1, examples: ['denied'] });
});

test('F90 a bucket of which it may not be read whether it allows ACLs is refused before anything is planned', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  bed.s3.faults.intercept = (operation) =>
    operation === 'GetBucketOwnershipControls' ? { status: 403, code: 'AccessDenied' } : undefined;
  await expect(bed.rewind()).rejects.toMatchObject({
    name: 'AclUnreadable',
    message: expect.stringContaining('allow s3:GetBucketOwnershipControls'),
  });
  expect([calls('ListObjectVersions'), bed.writes()]).toEqual([0, 0]);
});

test('F90 a store without the question keeps no ACLs', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old' }, { ...from(10), body: 'new' });
  bed.s3.faults.intercept = (operation) =>
    operation === 'GetBucketOwnershipControls' ? { status: 501, code: 'NotImplemented' } : undefined;
  expect((await bed.rewind()).verified).toMatchObject({ remaining: 0, differing: 0 });
  expect(calls('GetObjectAcl')).toBe(0);
});

test('F90 a public object in a bucket that blocks public ACLs since is named, and not made private in silence', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old', acl: PUBLIC }, { ...from(10), body: 'new' });
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
  await bed.client.send(new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration }));
  const { parts } = await bed.rewind();
  expect(parts[0]!.failed).toMatchObject([
    { key: 'k', error: expect.stringMatching(/^AclNotKept: .*READ to uri=".*AllUsers".*blocks public ACLs/) },
  ]);
});

test('F90 into a bucket that allows no ACLs objects are copied without', async () => {
  bed.seedKey('k', { ...from(-10), body: 'old', acl: PUBLIC });
  await bed.client.send(new CreateBucketCommand({ Bucket: 'elsewhere' }));
  const { verified } = await bed.rewind({ into: { bucket: 'elsewhere', prefix: '' } });
  expect(verified).toMatchObject({ remaining: 0, differing: 0 });
  expect(await granted('k', 'elsewhere')).toEqual([]);
  expect(calls('GetObjectAcl')).toBe(1);
});
