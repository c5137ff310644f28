import type { Archived } from '../../../domain/objects/thaw';
import type { EvidenceStore } from '../../evidence/evidence-store';
import type { RewindLayout } from './layout';
import { tallied } from './thaw';
import { sourcesIn } from './thaw-parts';

/** Keeps of a plan what has to be thawed, and where its lister goes on: the rest is planned again when nothing writes. */
export function onlyArchived(evidence: EvidenceStore, layout: RewindLayout): EvidenceStore {
  return {
    getJson: (key, parse) => evidence.getJson(key, parse),
    putJson: (key, value) => evidence.putJson(key, value),
    list: (prefix) => evidence.list(prefix),
    readLines: (key) => evidence.readLines(key),
    putText: async (key, text, contentType) => {
      if (key.startsWith(layout.archived)) await evidence.putText(key, text, contentType);
    },
  };
}

/** What all parts add up to. */
export async function archivedOf(evidence: EvidenceStore, layout: RewindLayout): Promise<Archived> {
  let sum: Archived = {};
  for await (const { key } of evidence.list(layout.archived)) sum = tallied(await sourcesIn(evidence, key), sum);
  return sum;
}
