import type { Client } from 'pg';

/** What each sequence has handed out last, by name; null when it has handed out nothing. As Postgres shows them to people. */
export type HandedOut = ReadonlyMap<string, bigint | null>;

export async function readSequences(database: Client): Promise<HandedOut> {
  const { rows } = await database.query<{ name: string; last: string | null }>(
    `select schemaname || '.' || sequencename as name, last_value::text as last from pg_sequences
     where increment_by > 0 and not cycle order by 1`,
  );
  return new Map(rows.map(({ name, last }) => [name, last === null ? null : BigInt(last)]));
}

/** Those that would give out an id again which the old database has given out. */
export const givenOutTwice = (old: HandedOut, now: HandedOut): readonly string[] =>
  [...old]
    .filter(([name, last]) => last !== null && (now.get(name) ?? -1n) < last)
    .map(([name, last]) => `${name}: ${now.get(name) ?? 'nothing'}, the old database ${last}`);
