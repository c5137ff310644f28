import { counterparts, sayMoved } from '../database/counterparts';
import type { ForeignKey } from '../database/manifest';
import type { CheckResult } from '../workflow/workflow';
import { type Check, count, judge, notApplicable, unknown } from './check';

export const FOREIGN_KEYS: Check = {
  name: 'foreign keys',
  expected: 'every foreign key that was enforced before is enforced; rows that refer to nothing are reported',
};

/** A column that holds the id of another table's row, without a foreign key: the database does not notice. */
export interface Relation {
  readonly table: string;
  readonly column: string;
  readonly refersTo: string;
}

export const PEGASUS_RELATIONS: readonly Relation[] = [
  { table: 'lectures', column: 'course_id', refersTo: 'courses' },
  { table: 'artifacts', column: 'lecture_id', refersTo: 'lectures' },
  { table: 'artifacts', column: 'course_id', refersTo: 'courses' },
  { table: 'exports', column: 'lecture_id', refersTo: 'lectures' },
  { table: 'jobs', column: 'lecture_id', refersTo: 'lectures' },
  { table: 'threads', column: 'course_id', refersTo: 'courses' },
  { table: 'context_files', column: 'course_id', refersTo: 'courses' },
];

export interface OrphanCount extends Relation {
  /** That were seen. */
  readonly orphans: number;
  /** Why not every row was looked at. */
  readonly unknown?: string;
}

/**
 * A database restored to a moment is as consistent as it was then: what fails here is a key that was enforced when the
 * manifest was written and is not now. Orphans were there before, and are said; rows that could not be looked at are unknown.
 * @param before undefined when there is no manifest
 */
export function foreignKeys(
  found: readonly ForeignKey[],
  before: readonly ForeignKey[] | undefined,
  orphans: readonly OrphanCount[],
): CheckResult {
  const wanted = (before ?? []).filter(({ enforced: was }) => was);
  const nowOf = counterparts(before ?? [], found);
  const enforced = found.filter((key) => key.enforced);
  const open = found.filter((key) => !key.enforced).map(({ name }) => name);
  const defects = wanted.flatMap((key) => {
    const there = nowOf(key);
    return there?.enforced ? [] : [`${sayMoved(key, there ?? key)} is no longer enforced`];
  });
  const unseen = orphans.flatMap(({ table, column, unknown: why }) =>
    why === undefined ? [] : [`${table}.${column}: ${why}`],
  );
  if (defects.length === 0 && unseen.length > 0) return unknown(FOREIGN_KEYS, [...new Set(unseen)].join('; '));
  const said = [
    `${count(enforced.length, 'foreign key')} enforced`,
    ...(open.length > 0 ? [`not enforced: ${open.join(', ')}`] : []),
    ...orphans
      .filter((relation) => relation.orphans > 0)
      .map(
        ({ table, column, refersTo, orphans: rows }) =>
          `${count(rows, 'row')} of ${table}.${column} without ${refersTo}`,
      ),
  ].join('; ');
  if (wanted.length > 0) return judge(FOREIGN_KEYS, defects, said);
  const none = before === undefined ? 'no manifest says which were enforced' : 'none was enforced in the manifest';
  return notApplicable(FOREIGN_KEYS, `${none}; ${said}`);
}
