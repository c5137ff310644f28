import { isArchived } from '../../../domain/objects/plan';
import type { Decided } from './decide-keys';

/** Does this version lie in an archive tier of its storage class? */
export type IsInArchiveTier = (version: { readonly key: string; readonly versionId: string }) => Promise<boolean>;

/**
 * Of what is to be copied, what has to be thawed first. Of most classes the listing tells; of INTELLIGENT_TIERING, which
 * moves objects between its tiers by itself, it does not, so each such source is looked at.
 */
export async function archivedSources(
  decided: readonly Decided[],
  isInArchiveTier: IsInArchiveTier,
): Promise<ReadonlySet<Decided>> {
  const archived = new Set<Decided>();
  await Promise.all(
    decided.map(async (item) => {
      const { wanted } = item.state;
      if (wanted === null || item.decision.outcome !== 'act') return;
      const tiered = wanted.storageClass === 'INTELLIGENT_TIERING';
      if (tiered ? await isInArchiveTier(wanted) : isArchived(wanted)) archived.add(item);
    }),
  );
  return archived;
}
