import type { S3Client } from '@aws-sdk/client-s3';
import type { Location } from '../../domain/workflow/workflow';
import { ObjectVersions } from '../../runtime/objects/object-versions';

const NAMED = 3;

/** What stands near a prefix below which nothing is, in one sentence: most often it was misspelt. '' where there is nothing to say. */
export async function nearestTo(client: S3Client, { bucket, prefix }: Location): Promise<string> {
  const below = (parent: string) => new ObjectVersions(client, { bucket, prefix: parent }).firstLevel();
  for (const parent of parentsOf(prefix)) {
    const { prefixes, whole } = await below(parent);
    const others = prefixes.filter((one) => one !== prefix);
    const named = alikeFirst(others, prefix).slice(0, NAMED).join(', ');
    if (others.length > 0) return whole ? `The nearest prefixes are ${named}.` : `Other prefixes are ${named}.`;
  }
  const { prefixes, keys, whole } = await below('');
  if (!whole) return '';
  if (prefixes.length + keys.length === 0) return 'The bucket is empty.';
  if (prefix === '') return '';
  const [key] = keys;
  const rest = key === undefined ? '' : `: what else it holds lies at its top level, as \`${key}\``;
  return `The bucket ${bucket} has no other prefix${rest}.`;
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
