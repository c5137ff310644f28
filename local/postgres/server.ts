import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresBinaries } from './binaries';

export interface ServerOptions {
  readonly binaries: PostgresBinaries;
  readonly dataDirectory: string;
  /** Everything the server says is appended here. */
  readonly logFile: string;
  /** On the command line: stronger than any file, gone with the next start. */
  readonly settings: Readonly<Record<string, string>>;
  /** @default - a free one */
  readonly port?: number;
}

/** What a server on this machine must have: no parameter group changes it. */
export const FIXED_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Losing this machine loses the drill: durability is not worth its time here.
  fsync: 'off',
  wal_level: 'replica',
  hot_standby: 'off',
  logging_collector: 'off',
  log_timezone: 'UTC',
};

/** One postmaster on 127.0.0.1. It ends with `stop`, and with this process however that ends. */
export class PostgresServer {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly dataDirectory: string,
    /** Resolves when the postmaster has gone. */
    readonly ended: Promise<void>,
  ) {}

  /** Resolves when connections are accepted, which for a recovery means: recovered and promoted. */
  static async start(options: ServerOptions): Promise<PostgresServer> {
    for (let attempt = 1; ; attempt++) {
      const server = await PostgresServer.launch(options, options.port ?? (await freePort()));
      if (await server.accepts()) return server;
      const said = await lastWords(options.logFile);
      // Another process took the port between our check and Postgres's bind.
      if (options.port === undefined && attempt < 5 && /Address already in use/.test(said)) continue;
      throw new Error(`Postgres did not start (${options.logFile}):\n${said}`);
    }
  }

  private static async launch(options: ServerOptions, port: number): Promise<PostgresServer> {
    const { binaries, dataDirectory, logFile } = options;
    const settings = Object.entries({ ...FIXED_SETTINGS, port: String(port), ...options.settings });
    const log = await open(logFile, 'a');
    const child = spawn(
      binaries.postgres,
      ['-D', dataDirectory, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...binaries.user,
        cwd: dirname(dataDirectory),
        // Nothing of the caller's PGDATA, PGPORT, PGOPTIONS; macOS wants a locale named.
        env: { LC_ALL: 'C', PATH: process.env.PATH },
        stdio: ['ignore', log.fd, log.fd],
        // Ctrl-C is for this process; it then takes the server along.
        detached: true,
      },
    );
    try {
      await once(child, 'spawn');
    } finally {
      await log.close();
    }
    const lifeline = tie(child);
    const ended = once(child, 'exit').then(() => {
      lifeline.kill('SIGKILL');
    });
    return new PostgresServer(port, child, dataDirectory, ended);
  }

  /** A connection to be ended by the caller. */
  async connect(user: string, password: string, database: string): Promise<Client> {
    const client = new Client({ host: '127.0.0.1', port: this.port, user, password, database, ssl: false });
    // An error between two queries means the server went away; the next query says so.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Reads its configuration files again. */
  reload(): void {
    this.process.kill('SIGHUP');
  }

  /** `fast` writes a shutdown checkpoint, `immediate` drops everything. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    this.process.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.ended;
  }

  /** The postmaster writes its readiness into the last line of its pid file. */
  private async accepts(): Promise<boolean> {
    let ended = false;
    void this.ended.then(() => {
      ended = true;
    });
    while (!ended) {
      const [pid, , , , , , , status] = await readFile(join(this.dataDirectory, 'postmaster.pid'), 'utf8').then(
        (text) => text.split('\n'),
        () => [],
      );
      if (pid === String(this.process.pid) && status?.trim() === 'ready') return true;
      await delay(15);
    }
    return false;
  }
}

/**
 * A shell that waits for the end of its input, which comes when this process ends, even by SIGKILL, and then ends the
 * postmaster. No signal handlers of our own, so Ctrl-C stays what the command line makes of it.
 */
function tie(child: ChildProcess): ChildProcess {
  const lifeline = spawn('/bin/sh', ['-c', 'cat >/dev/null; kill -QUIT "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  lifeline.unref();
  return lifeline;
}

/** Free at the moment of asking. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

async function lastWords(logFile: string): Promise<string> {
  return (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
}
