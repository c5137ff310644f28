import { type Client, escapeIdentifier } from 'pg';
import type { OrphanCount, Relation } from '../../domain/checks/foreign-keys';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { askInSlices } from './in-slices';

/** Rows that hold the id of nothing; each relation by itself. */
export async function countOrphans(
  client: Client,
  relations: readonly Relation[],
  timeLeft: TimeLeft,
): Promise<readonly OrphanCount[]> {
  const counts: OrphanCount[] = [];
  for (const [n, relation] of relations.entries()) {
    const id = `t.${escapeIdentifier(relation.column)}`;
    const parent = escapeIdentifier(relation.refersTo);
    const asked = await askInSlices<{ orphans: string }>(
      client,
      { sqlName: escapeIdentifier(relation.table), table: relation.table },
      shareOf(timeLeft, relations.length - n),
      (from, where) =>
        `select count(*) as orphans from ${from} where ${where} and ${id} is not null
           and not exists (select from ${parent} p where p.id = ${id})`,
    );
    if (asked === undefined) continue;
    const orphans = asked.found.reduce((sum, slice) => sum + Number(slice.orphans), 0);
    counts.push({ ...relation, orphans, ...(asked.missed !== undefined && { unknown: asked.missed }) });
  }
  return counts;
}
