import { type Client, DatabaseError } from 'pg';

/** What one table gave, or why it gave nothing and what to do about it. */
export type OfTable<T> = { readonly found: T } | { readonly unreadable: string };

type Session = Pick<Client, 'query' | 'getTransactionStatus' | 'user'>;

const INSUFFICIENT_PRIVILEGE = '42501';

export const isDenied = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === INSUFFICIENT_PRIVILEGE;

/** Where a transaction is open, an error of `read` leaves it as it was. */
export async function behindSavepoint<T>(client: Session, read: () => Promise<T>): Promise<T> {
  if (client.getTransactionStatus() !== 'T') return await read();
  await client.query('savepoint this_table');
  try {
    const found = await read();
    await client.query('release savepoint this_table');
    return found;
  } catch (error) {
    // Where the connection is gone, the first error has said so.
    await client.query('rollback to savepoint this_table; release savepoint this_table').catch(() => {});
    throw error;
  }
}

/**
 * Reads one table so that what is wrong with it ends nothing else.
 * @param table as it is named to an operator
 * @throws Error when the connection is lost: then no other table can be read either
 */
export async function readOne<T>(client: Session, table: string, read: () => Promise<T>): Promise<OfTable<T>> {
  try {
    return { found: await behindSavepoint(client, read) };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { unreadable: whyUnreadable(error, table, client.user) };
  }
}

/** In words: what the server says, and what to do about it where a right is missing. */
export function whyUnreadable({ code, message }: DatabaseError, table: string, role = 'the role'): string {
  if (code !== INSUFFICIENT_PRIVILEGE) return message;
  if (/row-level security/.test(message)) {
    return (
      `row level security would hide rows of ${table} from ${role}: ALTER ROLE ${role} BYPASSRLS, ` +
      'or give the secret of the owner of the table'
    );
  }
  const schema = /^permission denied for schema (.+)$/.exec(message)?.[1];
  const denied = /^permission denied for (?:table|view|materialized view|sequence|foreign table) (.+)$/.exec(
    message,
  )?.[1];
  const relation = denied === undefined || table.endsWith(denied) ? table : denied;
  const grant = schema === undefined ? `SELECT ON ${relation}` : `USAGE ON SCHEMA ${schema}`;
  return `${message}: GRANT ${grant} TO ${role}`;
}
