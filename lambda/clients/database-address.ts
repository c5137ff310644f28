import type { Place } from '../databases/database-kind';
import { parseDatabaseSecret } from './postgres';

/**
 * Where the database is: what the secret says, because a cut-over rewrites it, and whoever writes must follow the
 * application; without a host in it (a secret managed by RDS has none) what RDS says.
 */
export async function databaseAddress(
  secretText: string,
  describe: () => Promise<Partial<Place> | undefined>,
): Promise<Place> {
  const { host, port, dbname: database } = parseDatabaseSecret(secretText);
  if (host !== undefined) return { host, port, database };
  const found = await describe();
  if (found?.host === undefined || found.port === undefined) {
    throw new Error('Neither the secret nor RDS says where the database is: is it still being created?');
  }
  return { host: found.host, port: found.port, database: found.database ?? database };
}
