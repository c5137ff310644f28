import { type Client, DatabaseError } from 'pg';
import type { DatabaseIdentity } from '../../domain/database/identity';
import { behindSavepoint } from './one-table';

/** The identity of the database that is connected to. */
export async function databaseIdentity(client: Client): Promise<DatabaseIdentity> {
  const { rows } = await client.query<Omit<DatabaseIdentity, 'system'>>(
    'select oid::text, datname::text as name from pg_database where datname = current_database()',
  );
  return { system: await systemOf(client), ...rows[0]! };
}

/** A server may have taken the right to ask. */
async function systemOf(client: Client): Promise<string | null> {
  try {
    const ask = 'select system_identifier::text as system from pg_control_system()';
    return (await behindSavepoint(client, () => client.query<{ system: string }>(ask))).rows[0]!.system;
  } catch (error) {
    if (error instanceof DatabaseError) return null;
    throw error;
  }
}

/** @returns undefined where the server does not tell its identifier: then an oid may be one of another */
export async function lineageOf(client: Client): Promise<string | undefined> {
  const { system, oid } = await databaseIdentity(client);
  return system === null ? undefined : `${system}/${oid}`;
}

/** See Named. */
export const idOf = (lineage: string | undefined, oid: string): { readonly id?: string } =>
  lineage === undefined ? {} : { id: `${lineage}/${oid}` };
