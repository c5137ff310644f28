import { Stack } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';

/** A lifecycle rule as CloudFormation has it; what is not here does not touch a restore. */
export interface LifecycleRuleProperties {
  readonly id?: string;
  readonly status: string;
  readonly prefix?: string;
  readonly expirationInDays?: number;
  readonly expirationDate?: string;
  readonly expiredObjectDeleteMarker?: boolean;
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number; readonly newerNoncurrentVersions?: number };
  readonly transitions?: readonly { readonly storageClass: string }[];
  readonly noncurrentVersionTransitions?: readonly { readonly storageClass: string }[];
}

/** Objects in these classes must be thawed for hours before they can be copied. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/** As the bucket has them now; asked at synth, it has all of them. */
export function lifecycleRulesOf(resource: CfnBucket): LifecycleRuleProperties[] {
  const lifecycle: { rules?: LifecycleRuleProperties[] } | undefined = Stack.of(resource).resolve(
    resource.lifecycleConfiguration,
  );
  return lifecycle?.rules ?? [];
}

/** Enabled rules that reach into the prefix. */
export function rulesOn(prefix: string, rules: readonly LifecycleRuleProperties[]): LifecycleRuleProperties[] {
  return rules.filter(
    ({ status, prefix: theirs = '' }) =>
      status === 'Enabled' && (prefix.startsWith(theirs) || theirs.startsWith(prefix)),
  );
}

/** True when a rule already says when noncurrent versions of the whole prefix go. */
export function endsHistory(prefix: string, rules: readonly LifecycleRuleProperties[]): boolean {
  return rulesOn(prefix, rules).some(
    (rule) => rule.noncurrentVersionExpiration && prefix.startsWith(rule.prefix ?? ''),
  );
}

/**
 * What lifecycle rules would take from a restore, as messages with their remedy.
 *
 * @param days noncurrent versions must live at least so long
 */
export function lifecycleProblems(prefix: string, days: number, rules: readonly LifecycleRuleProperties[]): string[] {
  return rulesOn(prefix, rules).flatMap((rule) => {
    const name = `the lifecycle rule ${rule.id ? `'${rule.id}'` : `on '${rule.prefix ?? ''}'`}`;
    const problems: string[] = [];
    const history = rule.noncurrentVersionExpiration;
    if (history && history.noncurrentDays < days) {
      problems.push(
        `\`noncurrentVersionExpiration\` of ${name} is ${history.noncurrentDays} days, but point-in-time recovery with its margin needs ${days}: raise it to ${days} or leave it out, PegasusBackup sets it.`,
      );
    }
    if (history?.newerNoncurrentVersions !== undefined) {
      problems.push(
        `\`noncurrentVersionsToRetain\` of ${name} is ${history.newerNoncurrentVersions}: leave it out; it makes the age at which a version goes depend on how often its key is written.`,
      );
    }
    if (rule.expiredObjectDeleteMarker === true) {
      problems.push(
        `\`expiredObjectDeleteMarker\` of ${name} removes the evidence of deletions: leave it out, or give it a prefix outside '${prefix}'.`,
      );
    }
    if (rule.expirationInDays !== undefined || rule.expirationDate !== undefined) {
      problems.push(
        `\`expiration\` of ${name} deletes current objects that rows refer to: leave it out, or give it a prefix outside '${prefix}'.`,
      );
    }
    const archive = [...(rule.transitions ?? []), ...(rule.noncurrentVersionTransitions ?? [])].find(
      ({ storageClass }) => ARCHIVES.includes(storageClass),
    );
    if (archive) {
      problems.push(
        `${name} moves objects to ${archive.storageClass}, from where they come back in hours: use GLACIER_INSTANT_RETRIEVAL, or give it a prefix outside '${prefix}'.`,
      );
    }
    return problems;
  });
}
