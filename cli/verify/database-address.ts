import { isIPv4 } from 'node:net';
import { userInfo } from 'node:os';
import type { ServerAddress } from '../../runtime/database/session';
import { BadArguments } from '../exit-code';
import { TLS_MODES, type TlsMode, tlsOf } from './database-tls';

/** With `sslmode`, what of a URL is for the server's certificate; the driver would read it otherwise. */
const FILES_OF_TLS = ['sslrootcert', 'sslcert', 'sslkey'];

/** Where a database is, and whether what was typed holds its password. */
export interface DatabaseAddress {
  readonly server: ServerAddress;
  /** Host and port, as a message names them. */
  readonly named: string;
  /** As a line of `~/.pgpass` names it. */
  readonly login: { readonly host: string; readonly port: number; readonly database: string; readonly user: string };
  readonly passwordTyped: boolean;
}

/**
 * @param tls what `--database-tls` says
 * @throws BadArguments for a mode that is unknown or contradicts itself, and for a file that cannot be read
 */
export function databaseAddress(text: string, tls: TlsMode | undefined): DatabaseAddress {
  const url = new URL(text);
  const { searchParams: given } = url;
  const host = given.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const mode = tls ?? modeOf(given.get('sslmode'), 'the URL') ?? modeOf(process.env.PGSSLMODE, 'PGSSLMODE');
  if (tls !== undefined && given.has('sslmode') && modeOf(given.get('sslmode'), 'the URL') !== tls) {
    throw new BadArguments(
      `\`--database-tls ${tls}\` contradicts \`sslmode=${given.get('sslmode')}\` of the URL: remove one of them.`,
    );
  }
  const file = (name: string, variable: string) => given.get(name) || process.env[variable] || undefined;
  const files = {
    sslrootcert: file('sslrootcert', 'PGSSLROOTCERT'),
    sslcert: file('sslcert', 'PGSSLCERT'),
    sslkey: file('sslkey', 'PGSSLKEY'),
  };
  const port = given.get('port') ?? url.port;
  const user = given.get('user') || decodeURIComponent(url.username) || process.env.PGUSER || userInfo().username;
  const passwordTyped = url.password !== '' || given.has('password');
  // Who names an authority or a certificate means TLS, also to a tunnel, which ends on this computer.
  const unnamed = FILES_OF_TLS.some((name) => given.has(name)) ? 'verify-full' : modeFor(host);
  for (const name of ['sslmode', ...FILES_OF_TLS]) given.delete(name);
  return {
    server: { connectionString: url.href, ssl: readable('`--database-url`', () => tlsOf(mode ?? unnamed, files)) },
    named: named(host, port),
    login: {
      host: host.startsWith('/') ? 'localhost' : host,
      port: Number(port || process.env.PGPORT || 5432),
      database: decodeURIComponent(url.pathname.slice(1)) || process.env.PGDATABASE || user,
      user,
    },
    passwordTyped,
  };
}

function named(host: string, port: string): string {
  if (host.startsWith('/')) return host;
  return [host.includes(':') ? `[${host}]` : host, port].filter((part) => part !== '').join(':');
}

/** What stays on this computer cannot be read on the way, and has no certificate as a rule. */
const modeFor = (host: string): TlsMode => {
  const stays = host.startsWith('/') || host === 'localhost' || host === '::1' || (isIPv4(host) && /^127\./.test(host));
  return stays ? 'off' : 'verify-full';
};

function modeOf(text: string | null | undefined, where: string): TlsMode | undefined {
  if (!text) return undefined;
  const mode = text === 'disable' ? 'off' : TLS_MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new BadArguments(
    `\`sslmode=${text}\` of ${where} is not taken: give verify-full, verify-ca, require or disable. What goes on without TLS where a server has none would not say so.`,
  );
}

/** As it was asked for at a terminal. */
export function withPassword({ server }: DatabaseAddress, password: string): ServerAddress {
  const url = new URL(server.connectionString ?? '');
  url.password = encodeURIComponent(password);
  return { ...server, connectionString: url.href };
}

/** @param what was given, for the message */
export function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === undefined ? message : `a certificate or key cannot be read: ${message}`;
    throw new BadArguments(`${what}: ${why}.`);
  }
}
