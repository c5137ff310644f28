import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Clients } from '../clients';
import { TAG, TAG_VALUE } from '../names';

/**
 * ARNs of whatever carries the tag of a check and is really there: what has been deleted goes on being listed for a while,
 * and a key is not gone for seven days at least, but costs nothing and can do nothing.
 */
export async function tagged({ tagging, kms }: Pick<Clients, 'tagging' | 'kms'>): Promise<readonly string[]> {
  const found: string[] = [];
  const TagFilters = [{ Key: TAG, Values: [TAG_VALUE] }];
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, { TagFilters })) {
    found.push(...ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN!));
  }
  const standing: string[] = [];
  for (const arn of found) {
    if (/^arn:[\w-]+:kms:/.test(arn) && (await isPendingDeletion(arn, { kms }))) continue;
    standing.push(arn);
  }
  return standing;
}

async function isPendingDeletion(KeyId: string, { kms }: Pick<Clients, 'kms'>): Promise<boolean> {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  return KeyMetadata?.KeyState === 'PendingDeletion';
}

export const bucketsIn = (arns: readonly string[]): readonly string[] =>
  arns.flatMap((arn) => /^arn:[\w-]+:s3:::([^/]+)$/.exec(arn)?.[1] ?? []);
