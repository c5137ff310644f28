import type { Client } from 'pg';
import { CONNECT_TIMEOUT_MILLISECONDS, openSession } from '../../runtime/database/session';
import { sentenceOf } from '../trouble';

/** The first row of a large table comes when all of it is sorted. */
const STATEMENT_MS = 3_600_000;

/**
 * A session in which Postgres itself refuses every write; one snapshot for all queries.
 * @throws the driver's error when the server does not answer
 */
export async function openSnapshot(url: string): Promise<Client> {
  const address = { connectionString: url, application_name: 'pegasus-backup verify' };
  const limits = { readOnly: true, statementTimeoutMilliseconds: STATEMENT_MS };
  const client = await openSession(address, limits).catch((error: Error) => {
    throw new Error(`\`--database-url\`: ${whyNotConnected(error, url)}`);
  });
  await client.query('begin isolation level repeatable read read only');
  await client.query('select 1');
  return client;
}

/** The driver says neither which server nor what to do. */
function whyNotConnected(error: Error & { readonly code?: string }, url: string): string {
  const { host } = new URL(url);
  // Of the network, or Postgres itself.
  if (error.code !== undefined || 'errors' in error) return sentenceOf(error);
  if (/timeout/i.test(error.message)) {
    return `The database at ${host} does not answer within ${CONNECT_TIMEOUT_MILLISECONDS / 1000} s, or what answers there is no Postgres: check host and port, and that a firewall lets you through.`;
  }
  if (/SSL/.test(error.message)) return `${host}: ${error.message}: check \`sslmode\` in the URL, and the port.`;
  return `What answers at ${host} does not speak as Postgres does (${error.message}): give host and port of a Postgres, as postgresql://user@host:5432/name.`;
}
