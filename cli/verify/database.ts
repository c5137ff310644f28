import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Client } from 'pg';
import pgpass from 'pgpass';
import { hasAuthorities, regionOf, sayNoAuthorities } from '../../domain/database/trust';
import { connect } from '../../runtime/database/postgres';
import { CONNECT_TIMEOUT_MILLISECONDS, openSession, type SessionLimits } from '../../runtime/database/session';
import { isUntrusted } from '../../runtime/database/trust';
import { Secrets } from '../../runtime/execution/secrets';
import { BadArguments } from '../exit-code';
import { askHidden, complain, isAtTerminal } from '../terminal';
import { sentenceOf } from '../trouble';
import { type DatabaseAddress, databaseAddress, readable, withPassword } from './database-address';
import { type TlsMode, trustHere } from './database-tls';

/** The database by its URL, or by the secret that names it. */
export interface DatabaseArguments {
  readonly databaseUrl?: string;
  readonly databaseTls?: TlsMode;
  readonly databaseSecret?: string;
}

/** The first row of a large table comes when all of it is sorted. */
const LIMITS: SessionLimits = { readOnly: true, statementTimeoutMilliseconds: 3_600_000 };
/** Only the server could tell. */
const NO_SUCH_DATABASE = '3D000';

/**
 * A session in which Postgres itself refuses every write; one snapshot for all queries.
 * @throws the driver's error when the server does not answer
 */
export async function openSnapshot({ databaseUrl, databaseTls, databaseSecret }: DatabaseArguments): Promise<Client> {
  const client = databaseSecret === undefined ? await byUrl(databaseUrl, databaseTls) : await bySecret(databaseSecret);
  await client.query('begin isolation level repeatable read read only');
  await client.query('select 1');
  return client;
}

/** The password is looked for as psql does it: PGPASSWORD, then `~/.pgpass`, then it is asked for. */
async function byUrl(url: string | undefined, tls: TlsMode | undefined): Promise<Client> {
  if (url === undefined) throw new BadArguments('Give `--database-url URL` or `--database-secret ARN`.');
  const address = databaseAddress(url, tls);
  if (address.passwordTyped) {
    complain(
      'warning: the password in `--database-url` can be read by all users of this computer, in the list of its processes: leave it out, and set PGPASSWORD, add a line to ~/.pgpass, or give `--database-secret`.',
    );
  }
  let password = address.passwordTyped ? undefined : await passwordFor(address);
  const isMissing = (error: Trouble) =>
    !address.passwordTyped &&
    password === undefined &&
    (/password must be a/.test(error.message) || error.code === '28P01');
  try {
    return await open(address, password).catch(async (error: Trouble) => {
      if (!isMissing(error) || !isAtTerminal()) throw error;
      password = await askHidden(`Password of ${address.login.user} at ${address.named}: `);
      return await open(address, password);
    });
  } catch (error) {
    if (error instanceof BadArguments) throw error;
    const trouble = error as Trouble;
    const why = `\`--database-url\`: ${isMissing(trouble) ? noPassword(address) : whyNotConnected(trouble, address)}`;
    throw trouble.code === NO_SUCH_DATABASE ? new BadArguments(why) : new Error(why);
  }
}

function open(address: DatabaseAddress, password: string | undefined): Promise<Client> {
  const server = password === undefined ? address.server : withPassword(address, password);
  return openSession({ ...server, application_name: 'pegasus-backup verify' }, LIMITS);
}

async function passwordFor({ login }: DatabaseAddress): Promise<string | undefined> {
  // An empty one is none, as libpq has it; where there is the variable, pgpass does not look.
  if (process.env.PGPASSWORD === '') delete process.env.PGPASSWORD;
  return process.env.PGPASSWORD ?? (await new Promise((resolve) => pgpass(login, resolve)));
}

/** With the authorities that the secret names, else PGSSLROOTCERT, else those of RDS. */
async function bySecret(secretArn: string): Promise<Client> {
  const trust = readable('PGSSLROOTCERT', trustHere);
  const secrets = new SecretsManagerClient({ region: secretArn.split(':')[3] });
  try {
    return await connect({ ...LIMITS, secretArn, trust }, new Secrets(secrets));
  } catch (error) {
    throw new Error(`\`--database-secret\`: ${sentenceOf(error)}`);
  } finally {
    secrets.destroy();
  }
}

interface Trouble extends Error {
  readonly code?: string;
}

const noPassword = ({ named }: DatabaseAddress): string =>
  `${named} asks for a password, and none was found: set PGPASSWORD, add a line to ~/.pgpass (mode 0600), give \`--database-secret\`, or run it at a terminal, which asks for it.`;

/** The driver says neither which server nor what to do. */
function whyNotConnected(error: Trouble, { named, login }: DatabaseAddress): string {
  const region = regionOf(login.host);
  if (isUntrusted(error) && region !== undefined && !hasAuthorities(region)) {
    return `The certificate of ${named} is not trusted (${error.message}): ${sayNoAuthorities(region)} as \`sslrootcert=FILE\` of the URL.`;
  }
  if (/no pg_hba.conf entry.*no encryption/i.test(error.message)) {
    return `${named} takes no connection without TLS: give \`--database-tls verify-full\`; through a tunnel, where the certificate is for another name, verify-ca.`;
  }
  if (error.code === 'ENOENT') {
    return `No Postgres listens at ${named} (${error.message}): check the folder of its socket, or give host and port.`;
  }
  // Of the network, or Postgres itself.
  if (error.code !== undefined || 'errors' in error) return sentenceOf(error);
  if (/timeout/i.test(error.message)) {
    return `The database at ${named} does not answer within ${CONNECT_TIMEOUT_MILLISECONDS / 1000} s, or what answers there is no Postgres: check host and port, and that a firewall lets you through.`;
  }
  if (/does not support SSL/.test(error.message)) {
    return `${named} has no TLS, so what is read and the password could be seen on the way: switch it on there, or give \`--database-tls off\` where the network is your own.`;
  }
  return `What answers at ${named} does not speak as Postgres does (${error.message}): give host and port of a Postgres, as postgresql://user@host:5432/name.`;
}
