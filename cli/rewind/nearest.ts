import type { S3Client } from '@aws-sdk/client-s3';
import type { Location } from '../../domain/workflow/workflow';
import { ObjectVersions } from '../../runtime/objects/object-versions';

const NAMED = 3;

/** What stands near a prefix below which nothing is, in one sentence: most often it was misspelt. */
export async function nearestTo(client: S3Client, { bucket, prefix }: Location): Promise<string> {
  for (const parent of parentsOf(prefix)) {
    const found = await new ObjectVersions(client, { bucket, prefix: parent }).commonPrefixes();
    if (found.length > 0) return `The nearest prefixes are ${alikeFirst(found, prefix).slice(0, NAMED).join(', ')}.`;
  }
  return prefix === '' ? 'The bucket is empty.' : `The bucket ${bucket} has no prefixes.`;
}

/** `a/b/c/` → `a/b/`, `a/`, ''. */
function parentsOf(prefix: string): readonly string[] {
  const folders = prefix.split('/').slice(0, -1);
  return folders.map((_, level) =>
    folders
      .slice(0, folders.length - 1 - level)
      .map((name) => `${name}/`)
      .join(''),
  );
}

/** Those that begin alike come first; case is no difference. */
function alikeFirst(prefixes: readonly string[], wanted: string): readonly string[] {
  const alike = (one: string) => {
    const differs = [...one].findIndex((letter, i) => letter.toLowerCase() !== wanted[i]?.toLowerCase());
    return differs === -1 ? one.length : differs;
  };
  return [...prefixes].sort((a, b) => alike(b) - alike(a) || a.length - b.length);
}
