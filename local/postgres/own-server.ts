import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries';
import { ADMINISTRATOR, initialiseCluster } from './cluster';
import { openWay, operatingUser } from './operating-user';
import { PostgresServer } from './server';
import { findPostgresTools } from './tools';

/** A self-managed server: the application's user may make databases, and is no superuser. */
export interface OwnServer {
  readonly major: number;
  readonly version: string;
  readonly host: string;
  readonly port: number;
  /** The secret as its administrator would write it. */
  readonly secret: Readonly<Record<string, string | number>>;
  /** Who may make roles. */
  readonly administrator: { readonly username: string; readonly password: string };
  stop(): Promise<void>;
}

/**
 * PostgreSQL as it is installed on this machine, client and server of one major version.
 * @throws MissingTools
 */
export async function startOwnServer(
  directory: string,
  login: { readonly username: string; readonly password: string; readonly dbname: string },
): Promise<OwnServer> {
  const { folder, version, major } = findPostgresTools();
  const user = operatingUser();
  const binaries: PostgresBinaries = {
    initdb: join(folder, 'initdb'),
    postgres: join(folder, 'postgres'),
    version,
    user,
  };
  const home = join(directory, 'own-server');
  await mkdir(home, { recursive: true });
  if (user) {
    await openWay(home, user);
    await chown(home, user.uid, user.gid);
  }
  const dataDirectory = join(home, 'data');
  const administrator = randomBytes(18).toString('base64url');
  await initialiseCluster(binaries, dataDirectory, administrator);
  const server = await PostgresServer.start({ binaries, dataDirectory, logFile: join(home, 'log'), settings: {} });
  const client = await server.connect(ADMINISTRATOR, administrator, 'postgres');
  try {
    await client.query(`create role ${login.username} login createdb password ${client.escapeLiteral(login.password)}`);
    await client.query(`grant pg_monitor, pg_signal_backend to ${login.username}`);
    await client.query(`create database ${login.dbname} owner ${login.username}`);
  } finally {
    await client.end();
  }
  const host = '127.0.0.1';
  return {
    major,
    version,
    host,
    port: server.port,
    secret: { engine: 'postgres', host, port: server.port, ...login, sslmode: 'disable', sslrootcert: '' },
    administrator: { username: ADMINISTRATOR, password: administrator },
    stop: () => server.stop('immediate'),
  };
}
