import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findPostgres } from '../../../local/postgres/binaries';
import { initialiseCluster } from '../../../local/postgres/cluster';
import { openWay } from '../../../local/postgres/operating-user';
import { PostgresServer } from '../../../local/postgres/server';

/** Starts a server below the folder it is given, says the port, and waits to be ended. */
async function main(directory: string): Promise<void> {
  const binaries = await findPostgres(directory);
  const home = join(directory, 'instance');
  await mkdir(home);
  if (binaries.user) {
    await chown(home, binaries.user.uid, binaries.user.gid);
    await openWay(home, binaries.user);
  }
  const dataDirectory = join(home, 'data');
  await initialiseCluster(binaries, dataDirectory, 'secret');
  const options = { binaries, dataDirectory, logFile: join(home, 'server.log'), settings: {} };
  const { port } = await PostgresServer.start(options);
  console.log(port);
  setInterval(() => undefined, 1000);
}

void main(process.argv[2]!);
