import { Client } from 'pg';
import { SEE_EVERY_ROW } from '../../runtime/database/postgres';
import { sentenceOf } from '../trouble';

const CONNECT_MS = 10_000;

/**
 * A session in which Postgres itself refuses every write; one snapshot for all queries.
 * @throws the driver's error when the server does not answer
 */
export async function openSnapshot(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'pegasus-backup verify',
    connectionTimeoutMillis: CONNECT_MS,
    options: '-c default_transaction_read_only=on',
  });
  // A connection lost while idle is an event that would end the process; the next query reports it anyway.
  client.on('error', () => {});
  await client.connect().catch((error: Error) => {
    throw new Error(`\`--database-url\`: ${whyNotConnected(error, url)}`);
  });
  await client.query(SEE_EVERY_ROW);
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
    return `The database at ${host} does not answer within ${CONNECT_MS / 1000} s, or what answers there is no Postgres: check host and port, and that a firewall lets you through.`;
  }
  if (/SSL/.test(error.message)) return `${host}: ${error.message}: check \`sslmode\` in the URL, and the port.`;
  return `What answers at ${host} does not speak as Postgres does (${error.message}): give host and port of a Postgres, as postgresql://user@host:5432/name.`;
}
