import * as z from 'zod';
import type { RowsWritten } from '../workflow/workflow';

/** `old-database.json`: who still uses the database that was replaced, as seen when traffic was open again. */
export const oldDatabaseUse = z.object({
  /** Its host, where it is not the protected database: what an earlier restore had led the application to. */
  host: z.string().optional(),
  /** ISO 8601, the old database's clock. */
  lookedAt: z.string(),
  /** Since when rows are counted; null: they were not counted at the freeze. */
  since: z.string().nullable(),
  /** Connections of clients, ours not among them, by their names. */
  sessions: z.array(z.object({ application: z.string(), user: z.string(), count: z.number() })),
  rows: z.object({ inserted: z.number(), updated: z.number(), deleted: z.number() }).nullable(),
});
export type OldDatabaseUse = z.infer<typeof oldDatabaseUse>;

/** @param prefix of the run's evidence */
export const oldDatabaseKey = (prefix: string): string => `${prefix}old-database.json`;

/** Null where a count has gone back: a crash or a reset of the statistics has lost what was counted. */
export function rowsBetween(before: RowsWritten | undefined, now: RowsWritten): RowsWritten | null {
  if (before === undefined) return null;
  const rows = {
    inserted: now.inserted - before.inserted,
    updated: now.updated - before.updated,
    deleted: now.deleted - before.deleted,
  };
  return Object.values(rows).some((count) => count < 0) ? null : rows;
}

/** Sessions and rows together: anything above 0 means that a client was left behind. */
export const countOldUse = ({ sessions, rows }: OldDatabaseUse): number =>
  sessions.reduce((sum, { count }) => sum + count, 0) + (rows ? rows.inserted + rows.updated + rows.deleted : 0);
