import type { Client } from 'pg';
import type { TableScan } from '../../domain/checks/warm-up';
import { howFar } from '../../domain/database/how-far';
import { compareKeys } from '../../domain/objects/entry';
import type { Clock } from '../execution/clock';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { askInSlices } from './in-slices';
import { findTable } from './real-tables';

/**
 * Reads every row of each table, whatever lies out of line included; those that are not there are left out. By slices of
 * pages, and not with `pg_prewarm`: that is an extension, leaves out what lies out of line, and says of no row that it can
 * be read.
 */
export async function scanTables(
  client: Client,
  tables: readonly string[],
  clock: Pick<Clock, 'now'>,
  timeLeft: TimeLeft,
): Promise<readonly TableScan[]> {
  const there: { readonly table: string; readonly sqlName: string; readonly pages: number }[] = [];
  for (const table of tables) {
    const found = await findTable(client, table);
    if (found !== undefined) there.push({ table, sqlName: found.sqlName, pages: found.pages });
  }
  const smallFirst = there.sort((one, other) => one.pages - other.pages || compareKeys(one.table, other.table));
  const scans: TableScan[] = [];
  for (const [n, { table, sqlName }] of smallFirst.entries()) {
    const begun = clock.now();
    const asked = await askInSlices<{ rows: string }>(
      client,
      { sqlName, table },
      shareOf(timeLeft, smallFirst.length - n),
      (
        from,
        where, // Not `t::text`, which may be a cast that the owner of the table has made.
      ) => `select count(md5(row(t.*)::text)) as rows from ${from} where ${where}`,
    );
    if (asked === undefined) continue;
    const far = howFar(
      asked.found.reduce((sum, slice) => sum + Number(slice.rows), 0),
      asked.part,
    );
    const { missed, late, damaged } = asked;
    const why = missed !== undefined && { missed, ...(late && { late }), ...(damaged && { damaged }) };
    scans.push({ table, ...far, milliseconds: clock.now() - begun, ...why });
  }
  return scans;
}
