import { randomUUID } from 'node:crypto';
import { type Client, DatabaseError, escapeIdentifier } from 'pg';
import type { IndexObservation } from '../../domain/checks/indexes';
import { eventTriggers } from './foreign-code';

const PRIMARY_KEYS = `
  select i.indexrelid::regclass::text as index
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
  where i.indisprimary and i.indisvalid and m.amname = 'btree' and c.relkind = 'r' and c.relpersistence = 'p'
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
  order by x.relpages, 1`;

/** Insufficient privilege; feature not supported; no such file: this server has no amcheck for us. */
const UNAVAILABLE = ['42501', '0A000', '58P01'];

/**
 * Looks through primary-key indexes with `amcheck`, small ones first, by the catalog's sizes: asking a file takes a lock.
 * The extension is made for it where it is missing, in a schema of its own, in a transaction that is rolled back: the
 * restored database stays as it was.
 */
export async function checkIndexes(client: Pick<Client, 'query'>, outOfTime: () => boolean): Promise<IndexObservation> {
  const { rows } = await client.query<{ index: string }>(PRIMARY_KEYS);
  await client.query('begin read write');
  try {
    const amcheck = await findAmcheck(client);
    if ('unavailable' in amcheck) return amcheck;
    const defects: string[] = [];
    let checked = 0;
    const notChecked: string[] = [];
    const notAllowed: string[] = [];
    for (const { index } of rows) {
      if (outOfTime()) break;
      const looked = await lookAt(client, amcheck.schema, index);
      if ('defect' in looked) defects.push(looked.defect);
      if ('notChecked' in looked) notChecked.push(looked.notChecked);
      else if ('notAllowed' in looked) notAllowed.push(looked.notAllowed);
      else checked++;
    }
    return { checked, total: rows.length, defects, notChecked, notAllowed };
  } finally {
    await client.query('rollback');
  }
}

type Amcheck = { readonly schema: string } | { readonly unavailable: string };

async function findAmcheck(client: Pick<Client, 'query'>): Promise<Amcheck> {
  const { rows } = await client.query<{ schema: string }>(
    `select n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'amcheck'`,
  );
  if (rows[0] !== undefined) return rows[0];
  const triggers = await eventTriggers(client);
  if (triggers.length > 0) {
    return { unavailable: `no amcheck: to make it would run the event trigger ${triggers.join(', ')}` };
  }
  const schema = `pegasus_backup_amcheck_${randomUUID()}`;
  try {
    await client.query(`create schema ${escapeIdentifier(schema)}`);
    await client.query(`create extension amcheck schema ${escapeIdentifier(schema)}`);
    return { schema };
  } catch (error) {
    if (error instanceof DatabaseError && UNAVAILABLE.includes(error.code ?? '')) {
      return { unavailable: `no amcheck: ${error.message}` };
    }
    throw error;
  }
}

/** Corrupted data, corrupted index: what amcheck finds. Anything else is a look that could not be taken. */
const FOUND = ['XX001', 'XX002'];

/** Insufficient privilege; undefined function: an administrator made the extension, and not for us. */
const NOT_ALLOWED = ['42501', '42883'];

type Look =
  | { readonly whole: true }
  | { readonly defect: string }
  | { readonly notChecked: string }
  | { readonly notAllowed: string };

/** Each index by itself: a right that is missing, a lock or a time limit of one ends no other. */
async function lookAt(client: Pick<Client, 'query'>, schema: string, index: string): Promise<Look> {
  await client.query('savepoint this_index');
  try {
    await client.query(`select ${escapeIdentifier(schema)}.bt_index_check($1::regclass)`, [index]);
    await client.query('release savepoint this_index');
    return { whole: true };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await client.query('rollback to savepoint this_index');
    const said = `${index}: ${error.message}`;
    if (FOUND.includes(error.code ?? '')) return { defect: said };
    return NOT_ALLOWED.includes(error.code ?? '') ? { notAllowed: said } : { notChecked: said };
  }
}
