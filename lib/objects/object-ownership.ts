import { Stack } from 'aws-cdk-lib';
import { Bucket, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';

/** Of a bucket of this app its object ownership tells, and S3 allows no ACLs where nothing is set; of an imported one nothing does. */
export function mayHaveAcls(bucket: IBucket): boolean {
  const resource = bucket.node.defaultChild;
  if (!(bucket instanceof Bucket) || !CfnBucket.isCfnBucket(resource)) return true;
  const controls = Stack.of(resource).resolve(resource.ownershipControls) as
    | CfnBucket.OwnershipControlsProperty
    | undefined;
  const rules = (controls?.rules ?? []) as readonly CfnBucket.OwnershipControlsRuleProperty[];
  return rules.some(({ objectOwnership }) => objectOwnership !== 'BucketOwnerEnforced');
}
