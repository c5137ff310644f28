import { Stack } from 'aws-cdk-lib';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Retention } from '../options/retention';
import { lifecycleProblems, lifecycleRulesOf } from './lifecycle-rules';

export interface ProtectedPrefix {
  readonly bucket: Bucket;
  readonly resource: CfnBucket;
  readonly prefix: string;
  readonly retention: Retention;
}

/** What a bucket of this app brings itself and what a restore cannot live with, as messages with their remedy. */
export function bucketProblems(store: ProtectedPrefix): string[] {
  const { resource, prefix, retention } = store;
  return [
    ...settingProblems(store),
    ...lifecycleProblems(prefix, retention.objectHistory.toDays(), lifecycleRulesOf(resource)),
  ];
}

function settingProblems({ bucket, resource, prefix }: ProtectedPrefix): string[] {
  const path = bucket.node.path;
  const problems: string[] = [];
  const resolved = <T>(value: T) => Stack.of(resource).resolve(value);
  if (resolved(resource.versioningConfiguration)?.status !== 'Enabled') {
    problems.push(
      `\`versioningConfiguration\` of ${path} is not Enabled: leave it out; without versions nothing can be brought back.`,
    );
  }
  if (Object.values(resolved(resource.publicAccessBlockConfiguration) ?? {}).includes(false)) {
    problems.push(
      `\`blockPublicAccess\` of ${path} lets the public in: leave it out, or use BlockPublicAccess.BLOCK_ALL.`,
    );
  }
  if (resource.cfnOptions.deletionPolicy === 'Delete') {
    problems.push(
      `\`removalPolicy\` of ${path} is DESTROY: leave it out; the versions are the backup and must not go with the stack.`,
    );
  }
  const archives = resolved(resource.intelligentTieringConfigurations) ?? [];
  for (const { id, prefix: theirs = '', status } of archives) {
    if (status === 'Enabled' && (prefix.startsWith(theirs) || theirs.startsWith(prefix))) {
      problems.push(
        `\`intelligentTieringConfigurations\` of ${path} has '${id}', which archives objects, from where they come back in hours: leave it out, or give it a prefix outside '${prefix}'.`,
      );
    }
  }
  return problems;
}
