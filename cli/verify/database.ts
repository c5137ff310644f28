import { Client } from 'pg';
import { SEE_EVERY_ROW } from '../../runtime/database/postgres';

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
    // The driver says neither which server nor what to do.
    if (!/timeout/i.test(error.message)) throw error;
    const { host } = new URL(url);
    throw new Error(
      `The database at ${host} does not answer within ${CONNECT_MS / 1000} s: check the address, and that a firewall lets you through.`,
    );
  });
  await client.query(SEE_EVERY_ROW);
  await client.query('begin isolation level repeatable read read only');
  await client.query('select 1');
  return client;
}
