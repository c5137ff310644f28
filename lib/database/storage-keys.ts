import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { arnOfKey, arnOfNamedKey, keyScopes } from '../handler/key-scopes';
import type { Permission } from '../handler/permission';
import type { RdsSource } from './rds-permissions';

const VIA_RDS = { StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com', 'rds.*.amazonaws.com.cn'] } };

const viaRds = (arns: readonly string[], { reason, actions }: Pick<Permission, 'reason' | 'actions'>): Permission[] =>
  keyScopes(arns).map(({ resources, conditions }) => ({
    reason,
    actions,
    resources,
    conditions: { ...VIA_RDS, ...conditions },
  }));

export const encryptsStorage = ({ storageKeyArn }: RdsSource): Permission[] =>
  viaRds(storageKeyArn ? [storageKeyArn] : [], {
    reason: 'RDS makes a grant on the key of the storage in the name of who restores',
    actions: ['kms:CreateGrant', 'kms:DescribeKey'],
  });

export const encryptsInsights = ({ insightsKeyArns = [] }: RdsSource): Permission[] =>
  viaRds(insightsKeyArns, {
    reason: 'Performance Insights of the restored database are encrypted as those of its source are',
    actions: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'],
  });

/** Of the resource of this app, or as it is given. */
export function storageKeyOf(
  given: IKey | undefined,
  resource: (IConstruct & { readonly kmsKeyId?: string }) | undefined,
): string | undefined {
  if (given) return arnOfKey(given);
  return resource?.kmsKeyId === undefined ? undefined : arnOfNamedKey(resource, resource.kmsKeyId);
}

/** Of resources of this app, or as it is given. */
export function insightsKeysOf(
  given: IKey | undefined,
  ...resources: readonly ((IConstruct & { readonly performanceInsightsKmsKeyId?: string }) | undefined)[]
): string[] {
  const made = resources.flatMap((resource) => {
    const named = resource?.performanceInsightsKmsKeyId;
    return resource && named ? arnOfNamedKey(resource, named) : [];
  });
  return [...new Set(given ? [arnOfKey(given)] : made)];
}
