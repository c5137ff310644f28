import { judge, notApplicable, unknown } from '../checks/check';
import { isDenied, type Keepers, type KeptBucket, keepStatements, type PolicyStatement } from '../objects/keep-policy';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const BUCKET_POLICIES: ReadinessCheck = {
  name: 'BucketPolicies',
  expected: 'the policies of the buckets deny what destroys versions to all but the break-glass role',
};

/** What is named at synth; undefined without a break-glass role. */
export interface KeptBuckets {
  readonly keepers: Keepers;
  readonly buckets: readonly KeptBucket[];
}

/** @param statementsOf the policy of a bucket, by its ARN; empty where it has none */
export function bucketPolicies(
  { keepers, buckets }: KeptBuckets,
  statementsOf: ReadonlyMap<string, readonly PolicyStatement[]>,
): CheckResult {
  if (buckets.length === 0)
    return unknown(BUCKET_POLICIES, 'no bucket is named to be looked at: deploy the stack again');
  const defects = buckets.flatMap((one) =>
    keepStatements(one, keepers)
      .filter((wanted) => !isDenied(wanted, statementsOf.get(one.bucket) ?? []))
      .map((wanted) => `the policy of ${one.bucket} lacks \`${wanted.Sid}\`: add ${JSON.stringify(wanted)}`),
  );
  return judge(BUCKET_POLICIES, defects, `${buckets.map(({ bucket }) => bucket).join(', ')}: denied`);
}

export const nothingDenied = (): CheckResult =>
  notApplicable(BUCKET_POLICIES, 'no `breakGlassRole` is named: the rights of the account decide');
