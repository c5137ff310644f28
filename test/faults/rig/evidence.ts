import { GetObjectCommand, NoSuchKey, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Rig } from './rig';

/** What lies in the evidence bucket below the prefix: key → text. */
export async function evidenceBelow(rig: Rig, prefix: string): Promise<ReadonlyMap<string, string>> {
  const { stage, installation } = rig.production;
  const found = new Map<string, string>();
  const location = { Bucket: installation.evidenceBucket, Prefix: prefix };
  for await (const page of paginateListObjectsV2({ client: stage.s3 }, location)) {
    for (const { Key = '' } of page.Contents ?? []) found.set(Key, (await textOf(rig, Key)) ?? '');
  }
  return found;
}

export async function textOf({ production: { stage, installation } }: Rig, key: string): Promise<string | undefined> {
  try {
    const { Body } = await stage.s3.send(new GetObjectCommand({ Bucket: installation.evidenceBucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
