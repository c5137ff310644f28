import * as z from 'zod';
import { listRaw, type RawEntry } from '../../local/aws/s3/raw-listing';
import { signedFetch } from '../../local/aws/serve';
import type { Invariant, Scene } from './scene';

export const sourceUnchanged: Invariant = {
  number: 1,
  says: 'the source database is unchanged',
  async broken({ before, now, rig }) {
    const { databaseIdentifier } = rig.production.stage;
    if (!now.databases.includes(databaseIdentifier)) return `${databaseIdentifier} is gone`;
    if (before.source.settings !== now.source.settings) return 'its settings changed';
    return before.source.rows === now.source.rows ? undefined : 'its rows changed';
  },
};

export const noVersionDeleted: Invariant = {
  number: 2,
  says: 'no object version is deleted',
  async broken({ before, now }) {
    const calls = now.versionDeletes - before.versionDeletes;
    if (calls > 0) return `${calls} calls asked for it`;
    const gone = [...before.versions].filter((version) => !now.versions.has(version));
    return gone.length === 0 ? undefined : `${gone.length} gone: ${gone.slice(0, 3).join(', ')}`;
  },
};

/**
 * By a replay of its own: nothing of the product decides. A run that did not get to the end of the rewind leaves each
 * key as it was before the run, or as it was at the time of a candidate.
 */
export const objectsAsReplayed: Invariant = {
  number: 10,
  says: 'objects equal the replay of their history',
  async broken({ rig, before, report, evidence }) {
    const { stage } = rig.production;
    const times = objectTimes(evidence.get('plan.json'));
    const later = completedLater(evidence.get('plan.json'));
    const rewound = report?.objects?.verified === true;
    const wrong: string[] = [];
    for (const [key, entries] of await histories(rig)) {
      const is = contentOf(entries[0]);
      const was = contentOf(entries.find(({ versionId }) => before.versions.has(named(stage.bucket, key, versionId))));
      const those = later.includes(key) ? entries.filter(({ etag = '' }) => !etag.includes('-')) : entries;
      const then = times.map((at) => contentOf(those.find(({ lastModified }) => lastModified <= at)));
      const allowed = key.startsWith(stage.prefix) ? (rewound ? then : [...then, was]) : [was];
      if (!allowed.includes(is)) wrong.push(key);
    }
    return wrong.length === 0 ? undefined : `${wrong.length} keys differ: ${wrong.slice(0, 3).join(', ')}`;
  },
};

const planned = z.object({ plan: z.object({ candidates: z.array(z.looseObject({ objectTime: z.string() })) }) });

/** Uploads in parts that the request has excluded: what they lie on is what was there. */
function completedLater(plan: string | undefined): readonly string[] {
  const named = z.object({ plan: z.looseObject({ named: z.object({ exclude: z.array(z.string()) }) }) });
  return named.safeParse(JSON.parse(plan ?? 'null')).data?.plan.named.exclude ?? [];
}

/** Of every candidate; none when there was no plan. */
function objectTimes(plan: string | undefined): number[] {
  const parsed = planned.safeParse(JSON.parse(plan ?? 'null'));
  return (parsed.data?.plan.candidates ?? []).map(({ objectTime }) => Date.parse(objectTime));
}

const named = (bucket: string, key: string, versionId = ''): string => `${bucket}: ${key} (version ${versionId})`;

const contentOf = (entry: RawEntry | undefined): string =>
  entry?.kind === 'Version' ? `object ${entry.etag}` : 'no object';

/** Of each key, newest first, in the order in which the store lists them. */
async function histories({ production: { aws, stage } }: Scene['rig']): Promise<ReadonlyMap<string, RawEntry[]>> {
  const signed = (path: string) => signedFetch(aws.client, 's3', path);
  const found = new Map<string, RawEntry[]>();
  for (const entry of await listRaw(signed, stage.bucket)) {
    found.set(entry.key, [...(found.get(entry.key) ?? []), entry]);
  }
  return found;
}
