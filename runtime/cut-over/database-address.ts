import type { UsedDatabase } from '../../domain/workflow/workflow';
import type { DatabaseEndpoint } from '../database/database-kind';
import { sameEndpoint } from '../database/endpoints';
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
  const { databaseName } = found;
  return { host: found.host, port: found.port, database: found.database ?? database, databaseName };
}

/**
 * The database that the application is sent to, where that is another one than the protected: after a restore whose
 * result the template does not name yet. What has been written since is there, and not in the protected one.
 *
 * @returns undefined also where nothing says where the application is: its database is then asked by its name
 */
export async function usedDatabase(
  way: Pick<Way, 'endpoint'>,
  describe: () => Promise<Partial<DatabaseEndpoint> | undefined>,
): Promise<UsedDatabase | undefined> {
  const { host } = await way.endpoint();
  if (host === undefined) return undefined;
  const described = await describe();
  const used = await databaseAddress(way, async () => described);
  const same =
    described !== undefined &&
    sameEndpoint(described, used) &&
    (described.database === undefined || described.database === used.database);
  return same ? undefined : used;
}
