import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { findPostgres } from '../local/postgres/binaries';
import { ADMINISTRATOR, initialiseCluster } from '../local/postgres/cluster';
import { openWay } from '../local/postgres/operating-user';
import { PostgresServer } from '../local/postgres/server';

/** A real, empty Postgres for tests of what is asked in SQL. */
export interface TestDatabase {
  readonly client: Client;
  readonly url: string;
  /** The secret as RDS writes it. */
  readonly secret: Readonly<Record<string, string | number>>;
  close(): Promise<void>;
}

const PASSWORD = 'p@ss/word?';

/** @param tls in PEM @default - it has no TLS */
export async function startPostgres(tls?: { readonly key: string; readonly cert: string }): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'pegasus-postgres-'));
  const binaries = await findPostgres(directory);
  if (binaries.user) {
    await openWay(directory, binaries.user);
    await chown(directory, binaries.user.uid, binaries.user.gid);
  }
  const dataDirectory = join(directory, 'data');
  await initialiseCluster(binaries, dataDirectory, PASSWORD);
  const settings: Record<string, string> = tls ? { ssl: 'on' } : {};
  for (const [kind, pem] of Object.entries(tls ?? {})) {
    const file = join(directory, `server.${kind}`);
    await writeFile(file, pem, { mode: 0o600 });
    if (binaries.user) await chown(file, binaries.user.uid, binaries.user.gid);
    settings[`ssl_${kind}_file`] = file;
  }
  const server = await PostgresServer.start({ binaries, dataDirectory, logFile: join(directory, 'log'), settings });
  const client = await server.connect(ADMINISTRATOR, PASSWORD, 'postgres');
  const place = { host: '127.0.0.1', port: server.port, username: ADMINISTRATOR, dbname: 'postgres' };
  return {
    client,
    url: `postgresql://${ADMINISTRATOR}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${server.port}/postgres`,
    secret: { engine: 'postgres', ...place, password: PASSWORD, sslmode: 'disable' },
    close: async () => {
      await client.end();
      await server.stop('immediate');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
