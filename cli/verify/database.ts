import { Client } from 'pg';
import { BadArguments } from '../exit-code';

/**
 * A session of a database that is given by its URL, in which Postgres itself refuses every write: one snapshot for all
 * that is asked.
 * @throws BadArguments for a URL that is none; the driver's error when nobody answers
 */
export async function openSnapshot(url: string): Promise<Client> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new BadArguments('`--database-url` must begin with postgresql://, as in postgresql://user@host:5432/name.');
  }
  const client = new Client({
    connectionString: url,
    application_name: 'pegasus-backup verify',
    connectionTimeoutMillis: 10_000,
    options: '-c default_transaction_read_only=on',
  });
  // A connection lost while idle is an event, which would end the process; the next query reports it all the same.
  client.on('error', () => {});
  await client.connect();
  await client.query('begin isolation level repeatable read read only');
  await client.query('select 1');
  return client;
}
