import type { Client } from 'pg';
import type { Stage } from '../model';
import { connectDatabase } from '../stage';

interface Write {
  readonly id: string;
  readonly xid: string;
  /** As Postgres prints it; null: deleted. */
  readonly row: string | null;
}

/** Rows of `context_files`: id → the row as Postgres prints it, null where there is none. */
export type LoggedRows = ReadonlyMap<string, string | null>;

/**
 * Writes rows of `context_files`, one transaction each, and knows afterwards which of them the database had at a moment:
 * by its own commit times. All go through one connection, so the order is that of the commits.
 */
export class RowLog {
  private readonly writes: Write[] = [];
  private last: Promise<void> = Promise.resolve();

  private constructor(private readonly database: Client) {}

  static async open(stage: Stage): Promise<RowLog> {
    const database = await connectDatabase(stage);
    // As the look from outside reads them.
    await database.query("set timezone = 'UTC'");
    return new RowLog(database);
  }

  async put(id: string, path: string, revision: number): Promise<void> {
    await this.write(
      id,
      `insert into context_files as t (id, course_id, filename, file_path, file_size, tag)
       values ($1, 'course-0000', $1, $2, $3, 'NOTES')
       on conflict (id) do update set file_size = excluded.file_size, updated_at = now()
       returning pg_current_xact_id()::text as xid, t::text as row`,
      [id, path, revision],
    );
  }

  async remove(id: string): Promise<void> {
    await this.write(
      id,
      'delete from context_files where id = $1 returning pg_current_xact_id()::text as xid, null as row',
      [id],
    );
  }

  /** Of every id that was ever written: what was committed up to that moment, as a recovery to it has it. */
  async at(moment: Date): Promise<LoggedRows> {
    const { rows } = await this.database.query<{ within: boolean }>(
      `select pg_xact_commit_timestamp(xid::xid8::xid) <= $2 as within
       from unnest($1::text[]) with ordinality as written (xid, n) order by n`,
      [this.writes.map(({ xid }) => xid), moment],
    );
    const found = new Map<string, string | null>(this.writes.map(({ id }) => [id, null]));
    for (const [n, { id, row }] of this.writes.entries()) if (rows[n]?.within) found.set(id, row);
    return found;
  }

  async close(): Promise<void> {
    await this.database.end();
  }

  private write(...write: readonly [id: string, sql: string, values: readonly unknown[]]): Promise<void> {
    this.last = this.last.then(() => this.commit(...write));
    return this.last;
  }

  private async commit(id: string, sql: string, values: readonly unknown[]): Promise<void> {
    const { rows } = await this.database.query<Omit<Write, 'id'>>(sql, [...values]);
    const [written] = rows;
    if (written === undefined) throw new Error(`The row ${id} that a writer knows is not there.`);
    this.writes.push({ id, ...written });
  }
}
