import { type Client, escapeIdentifier } from 'pg';
import type { OrphanCount, Relation } from '../../domain/checks/foreign-keys';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { askInSlices } from './in-slices';
import { tableWith } from './real-tables';

/** Rows that hold the id of nothing; each relation by itself, where both its tables are there. */
export async function countOrphans(
  client: Client,
  relations: readonly Relation[],
  timeLeft: TimeLeft,
): Promise<readonly OrphanCount[]> {
  const counts: OrphanCount[] = [];
  for (const [n, relation] of relations.entries()) {
    const id = `t.${escapeIdentifier(relation.column)}`;
    const table = await tableWith(client, relation.table, [relation.column]);
    const parent = await tableWith(client, relation.refersTo, ['id']);
    if (table === undefined || parent === undefined) continue;
    const asked = await askInSlices<{ orphans: string }>(
      client,
      { sqlName: table, table: relation.table },
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
