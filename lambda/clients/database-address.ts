import { parseDatabaseSecret } from './postgres';

/**
 * Where the database is: what the secret says, because a cut-over rewrites it, and whoever writes must follow the
 * application; without a host in it (a secret managed by RDS has none) what RDS says.
 */
export async function databaseAddress(
  secretText: string,
  describe: () => Promise<{ readonly host?: string; readonly port?: number } | undefined>,
): Promise<{ readonly host: string; readonly port: number }> {
  const { host, port } = parseDatabaseSecret(secretText);
  if (host !== undefined) return { host, port };
  const instance = await describe();
  if (instance?.host === undefined || instance.port === undefined) {
    throw new Error('Neither the secret nor RDS says where the database is: is the instance still being created?');
  }
  return { host: instance.host, port: instance.port };
}
