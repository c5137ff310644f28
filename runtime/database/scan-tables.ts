import { type Client, escapeIdentifier } from 'pg';
import type { TableScan } from '../../domain/checks/warm-up';
import { howFar } from '../../domain/database/how-far';
import type { Clock } from '../execution/clock';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { askInSlices } from './in-slices';

const SMALL_FIRST = `
  select name from unnest($1::text[], $2::text[]) as wanted(name, quoted)
  left join pg_class c on c.oid = to_regclass(quoted) order by c.relpages nulls first, name`;

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
  const { rows } = await client.query<{ name: string }>(SMALL_FIRST, [tables, tables.map(quoted)]);
  const scans: TableScan[] = [];
  for (const [n, { name: table }] of rows.entries()) {
    const begun = clock.now();
    const asked = await askInSlices<{ rows: string }>(
      client,
      { sqlName: quoted(table), table },
      shareOf(timeLeft, rows.length - n),
      (from, where) => `select count(md5(t::text)) as rows from ${from} where ${where}`,
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

const quoted = (table: string): string => table.split('.').map(escapeIdentifier).join('.');
