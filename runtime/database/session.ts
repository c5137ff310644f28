import { Client, type ClientConfig } from 'pg';

export const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const STATEMENT_TIMEOUT_MILLISECONDS = 300_000;
/** A reader waits only for what rebuilds or changes a whole table; that table is named then, and the others are read. */
const READER_LOCK_TIMEOUT_MILLISECONDS = 10_000;
const WRITER_LOCK_TIMEOUT_MILLISECONDS = 60_000;

export interface SessionLimits {
  /** Postgres itself then refuses every write of the session. @default false */
  readonly readOnly?: boolean;
  /** @default 300000 */
  readonly statementTimeoutMilliseconds?: number;
  /** @default - 10000 for a session that only reads, else 60000 */
  readonly lockTimeoutMilliseconds?: number;
}

/** Where, and as which user. */
export type ServerAddress = Pick<
  ClientConfig,
  'host' | 'port' | 'user' | 'password' | 'database' | 'ssl' | 'connectionString' | 'application_name'
>;

/**
 * The one way into a database. Functions, operators and types are those of Postgres only, whatever a schema of the
 * database has of the same name, as Postgres advises (CVE-2018-1058). Where a name without a schema is meant
 * (`lectures`), the schemas are looked up that the role would have searched: they are kept in a setting of the session.
 *
 * By statements and not by startup options, which a proxy refuses. What the database or its owner has set for the role
 * counts for nothing: these come last.
 *
 * A policy that would hide rows is an error: what is read is all there is, or nothing. Views and foreign tables are
 * refused by servers that know the setting; `real-tables.ts` asks for them everywhere.
 *
 * The caller ends it.
 * @throws the driver's error when the server does not answer
 */
export async function openSession(address: ServerAddress, limits: SessionLimits = {}): Promise<Client> {
  const client = new Client({ ...address, connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS });
  // A connection lost while idle is an event, which would end the process; the next query reports it all the same.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(settingsOf(limits));
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}

const settingsOf = ({
  readOnly = false,
  statementTimeoutMilliseconds = STATEMENT_TIMEOUT_MILLISECONDS,
  lockTimeoutMilliseconds = readOnly ? READER_LOCK_TIMEOUT_MILLISECONDS : WRITER_LOCK_TIMEOUT_MILLISECONDS,
}: SessionLimits): string => `
  select pg_catalog.set_config('pegasus_backup.searched', pg_catalog.current_schemas(false)::pg_catalog.text, false);
  set search_path = pg_catalog, pg_temp;
  set row_security = off;
  set default_transaction_read_only = ${readOnly ? 'on' : 'off'};
  set statement_timeout = ${Math.trunc(statementTimeoutMilliseconds)};
  set lock_timeout = ${Math.trunc(lockTimeoutMilliseconds)};
  set standard_conforming_strings = on;
  set transform_null_equals = off;
  set datestyle = 'ISO';
  set intervalstyle = 'postgres';
  set constraint_exclusion = off;
  select set_config(name, 'view, foreign-table', false) from pg_settings where name = 'restrict_nonsystem_relation_kind'`;

/** SQL: schemas in which a table is looked for whose name has none, in their order. */
export const SEARCHED = `coalesce(nullif(current_setting('pegasus_backup.searched', true), ''), '{public}')::name[]`;
