import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { KnownSource } from '../../domain/database/known-source';

/** What the template says of a database of RDS that a manifest could say otherwise, to the harm of the restored one. */
export const knownSource = (
  { connections }: IConnectable,
  storageKey: string | undefined,
  { subnetGroup, publiclyAccessible }: Pick<KnownSource, 'subnetGroup' | 'publiclyAccessible'>,
): KnownSource => ({
  publiclyAccessible,
  securityGroups: connections.securityGroups.map(({ securityGroupId }) => securityGroupId),
  subnetGroup,
  storageKey,
});
