import { App, Stack } from 'aws-cdk-lib';
import { Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { appendsObjects, readsHistory } from '../../../lib/restore/shared/object-permissions';

const stack = new Stack(new App(), 'Test');

test.each([
  ['one of this app, as S3 makes it', new Bucket(stack, 'Default'), false],
  ['enforced', new Bucket(stack, 'Enforced', { objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED }), false],
  ['preferred', new Bucket(stack, 'Preferred', { objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED }), true],
  ['of the writer', new Bucket(stack, 'Writer', { objectOwnership: ObjectOwnership.OBJECT_WRITER }), true],
  ['imported: nothing tells', Bucket.fromBucketName(stack, 'Imported', 'elsewhere'), true],
])('F90 ACLs may be read and set only where the bucket may have any: %s', (_, bucket, may) => {
  const permissions = [...readsHistory({ bucket, prefix: 'p/' }), ...appendsObjects({ bucket, prefix: 'p/' })];
  const actions = permissions.flatMap((permission) => permission.actions);
  expect(actions).toContain('s3:GetBucketOwnershipControls');
  for (const action of ['s3:GetObjectAcl', 's3:GetObjectVersionAcl', 's3:PutObjectAcl']) {
    expect(actions.includes(action)).toBe(may);
  }
});
