import type { DatabaseEndpoint } from '../database/database-kind';
import type { Way } from './cut-over';

const POSTGRES_PORT = 5432;

/**
 * Where the database is: where the application is sent, because a cut-over changes it, and every writer must follow the
 * application; without a host there (a secret managed by RDS has none, a rename swap needs none) what RDS says.
 */
export async function databaseAddress(
  way: Pick<Way, 'endpoint'>,
  describe: () => Promise<Partial<DatabaseEndpoint> | undefined>,
): Promise<DatabaseEndpoint> {
  const { host, port, database } = await way.endpoint();
  if (host !== undefined && port !== undefined) return { host, port, database };
  const found = await describe();
  if (host !== undefined) return { host, port: found?.port ?? POSTGRES_PORT, database };
  if (found?.host === undefined || found.port === undefined) {
    throw new Error('Neither the cut-over nor RDS says where the database is: is it still being created?');
  }
  return { host: found.host, port: found.port, database: found.database ?? database };
}
