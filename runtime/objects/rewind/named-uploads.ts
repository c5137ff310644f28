import type { S3Client } from '@aws-sdk/client-s3';
import { compareKeys } from '../../../domain/objects/entry';
import type { StateOptions } from '../../../domain/objects/state';
import type { Location, NamedUploads } from '../../../domain/workflow/workflow';
import { ObjectVersions } from '../object-versions';
import type { WalkOptions } from './decide-keys';
import { statesOf } from './states';

/** What was named, as the walks of a rewind ask for it; of every other key it is for the rows to say. */
export function decidedByName(
  named: NamedUploads | undefined,
): Required<Pick<WalkOptions, 'isReferenced' | 'isExcluded'>> {
  const [included, excluded] = [new Set(named?.include), new Set(named?.exclude)];
  return { isReferenced: (key) => included.has(key) || undefined, isExcluded: (key) => excluded.has(key) };
}

/** Those of the named keys that are no uploads in parts which the listing leaves open. */
export async function settledOf(
  client: S3Client,
  { bucket }: Pick<Location, 'bucket'>,
  { include, exclude }: NamedUploads,
  moment: StateOptions,
): Promise<readonly string[]> {
  const settled: string[] = [];
  for (const key of [...include, ...exclude].sort(compareKeys)) {
    if (!(await isOpen(client, { bucket, prefix: key }, moment))) settled.push(key);
  }
  return settled;
}

/** @param key its prefix is the key, which is then the first that is listed */
async function isOpen(client: S3Client, key: Location, moment: StateOptions): Promise<boolean> {
  for await (const { states } of statesOf(new ObjectVersions(client, key), { through: key.prefix }, moment)) {
    const [first] = states;
    if (first !== undefined) return first.key === key.prefix && first.ambiguous?.withoutRow === 'unknown';
  }
  return false;
}
