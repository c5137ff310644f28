import { BROKEN_LIMIT, type BrokenReference } from '../../domain/references/baseline';
import { joinReferences, type PlannedKey, type RowReference } from '../../domain/references/join';
import { readStoredPath } from '../../domain/references/references';
import type { Location } from '../../domain/workflow/workflow';
import { withoutOwn } from './prove';
import type { StoredReference } from './reference-rows';

/**
 * Joins rows with the keys that are there now. Both sides stream in key order; the rows are read first, so that an
 * object stored meanwhile has its row already.
 * @throws Error when more than the limit are broken
 */
export async function brokenReferences(
  stored: AsyncIterable<StoredReference>,
  keys: AsyncIterable<PlannedKey>,
  objects: Location,
): Promise<{ readonly checked: number; readonly broken: readonly BrokenReference[] }> {
  const broken: BrokenReference[] = [];
  let checked = 0;
  for await (const { kind, ...finding } of joinReferences(here(stored, objects), withoutOwn(keys, objects))) {
    if (kind !== 'orphaned') checked++;
    if (kind !== 'dangling' || !('row' in finding)) continue;
    broken.push({ key: finding.key, row: finding.row });
    if (broken.length > BROKEN_LIMIT) {
      throw new Error(
        `More than ${BROKEN_LIMIT} rows refer to objects that are missing, ${finding.row} among them. No baseline is ` +
          'written: check bucket, prefix and references of the construct, and find out who deletes objects.',
      );
    }
  }
  return { checked, broken };
}

async function* here(stored: AsyncIterable<StoredReference>, objects: Location): AsyncGenerator<RowReference> {
  for await (const { path, row } of stored) {
    const stored = readStoredPath(path, objects);
    if (stored.kind === 'here') yield { key: stored.key, row };
  }
}
