import type { ObjectAction } from '../../../domain/objects/action';
import { type Archive, archiveOf } from '../../../domain/objects/archives';
import type { ObjectEntry } from '../../../domain/objects/entry';
import type { Decided } from './decide-keys';

/** In which archive tier of its storage class this version lies. */
export type TierOf = (version: { readonly key: string; readonly versionId: string }) => Promise<Archive | undefined>;

/** A version that has to be thawed before it can be copied; a line of `archived/`. */
export interface ArchivedSource {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
  readonly archive: Archive;
}

/**
 * Of what is to be copied, or may be where rows say so, what has to be thawed first. Of most classes the listing tells; of
 * INTELLIGENT_TIERING, which moves objects between its tiers by itself, it does not, so each such source is looked at.
 */
export async function archivedSources(
  decided: readonly Decided[],
  tierOf: TierOf,
): Promise<ReadonlyMap<Decided, readonly ArchivedSource[]>> {
  const archived = new Map<Decided, readonly ArchivedSource[]>();
  await Promise.all(
    decided.map(async (item) => {
      const found = await Promise.all(sourcesOf(item).map((entry) => archivedSource(entry, tierOf)));
      const sources = found.filter((source) => source !== undefined);
      if (sources.length > 0) archived.set(item, sources);
    }),
  );
  return archived;
}

function sourcesOf({ state: { wanted, ambiguous }, decision }: Decided): readonly ObjectEntry[] {
  if (decision.outcome === 'unchanged') return [];
  if (decision.outcome === 'act') return copied(wanted, decision.action);
  return [...copied(wanted, decision.ifReferenced), ...copied(ambiguous?.otherwise, decision.ifNot)];
}

const copied = (entry: ObjectEntry | null | undefined, action: ObjectAction | null | undefined): ObjectEntry[] =>
  entry && action?.action === 'copy' ? [entry] : [];

async function archivedSource(entry: ObjectEntry, tierOf: TierOf): Promise<ArchivedSource | undefined> {
  const archive = entry.storageClass === 'INTELLIGENT_TIERING' ? await tierOf(entry) : archiveOf(entry);
  const { key, versionId, size } = entry;
  return archive && { key, versionId, size, archive };
}
