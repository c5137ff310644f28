import { type Baseline, BROKEN_LIMIT, type BrokenReference } from '../../domain/references/baseline';
import { joinReferences, type PlannedKey, type RowReference } from '../../domain/references/join';
import { isDeclared, type Reference, readStoredPath, referenceName } from '../../domain/references/references';
import { Undeclared } from '../../domain/references/undeclared';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { named } from '../../domain/workflow/named';
import type { Location } from '../../domain/workflow/workflow';
import { withoutOwn } from './prove';
import type { ReferenceRows } from './reference-rows';
import type { StoredReference } from './sorted-rows';

/**
 * Joins rows with the keys that are there now. Both sides stream in key order; the rows are read first, so that an
 * object stored meanwhile has its row already.
 * @throws PegasusError `ReferencesNotProved` when more than the limit are broken, or a reference could not be looked at whole: a restore would
 * stop at it
 */
export async function brokenReferences(
  references: readonly Reference[],
  rows: Pick<ReferenceRows, 'discover' | 'stream'>,
  keys: AsyncIterable<PlannedKey>,
  objects: Location,
): Promise<Pick<Baseline, 'checked' | 'broken' | 'references'>> {
  const broken: BrokenReference[] = [];
  let checked = 0;
  const { found, missing, unreadable } = await rows.discover(references);
  const problems = [...missing, ...unreadable];
  const undeclared = new Undeclared();
  const stored = rows.stream(found, (why) => problems.push(why));
  for await (const { kind, ...finding } of joinReferences(
    here(stored, objects, undeclared),
    withoutOwn(keys, objects),
  )) {
    if (kind !== 'orphaned') checked++;
    if (kind !== 'dangling' || !('row' in finding)) continue;
    broken.push({ key: finding.key, row: finding.row });
    if (broken.length > BROKEN_LIMIT) {
      throw new PegasusError(
        ErrorName.REFERENCES_NOT_PROVED,
        `More than ${BROKEN_LIMIT} rows refer to objects that are missing, ${named(finding.row)} among them. No baseline is ` +
          'written: check bucket, prefix and references of the construct, and find out who deletes objects.',
      );
    }
  }
  problems.push(...undeclared.inWords());
  if (problems.length === 0) return { checked, broken, references: found.map(referenceName) };
  throw new PegasusError(
    ErrorName.REFERENCES_NOT_PROVED,
    `No baseline is written, and a restore would stop here: ${problems.join('; ')}.`,
  );
}

async function* here(
  stored: AsyncIterable<StoredReference>,
  objects: Location,
  undeclared: Undeclared,
): AsyncGenerator<RowReference> {
  for await (const { path, row, reference } of stored) {
    const stored = readStoredPath(path, objects);
    if (stored.kind === 'here') yield { key: stored.key, row };
    else if (!isDeclared(path, reference)) undeclared.add(reference, stored.why, path, row);
  }
}
