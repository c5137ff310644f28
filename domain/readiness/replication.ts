import { judge, notApplicable } from '../checks/check';
import type { ReplicationRule } from '../objects/replica';
import type { CheckResult } from '../workflow/workflow';
import type { ReadinessCheck } from './readiness';

export const REPLICATION: ReadinessCheck = {
  name: 'Replication',
  expected: 'the protected objects are replicated to another bucket',
};

export const NOT_REPLICATED = 'replication is off (`Replication.none()`)';

export function replication(rules: readonly ReplicationRule[], prefix: string, wanted: boolean): CheckResult {
  if (!wanted) return notApplicable(REPLICATION, NOT_REPLICATED);
  const reaching = rules.filter((rule) => prefix.startsWith(rule.prefix) && !rule.byTag);
  const enabled = reaching.find((rule) => rule.enabled);
  if (enabled) return judge(REPLICATION, [], `rule '${enabled.id}' to ${enabled.destination}`);
  const [off] = reaching;
  const defect = off
    ? `rule '${off.id}' is disabled: enable it, and replicate what was written meanwhile (S3 Batch Replication)`
    : `no rule replicates all of '${prefix}': add one, or set \`replication: Replication.none()\``;
  return judge(REPLICATION, [defect], '');
}
