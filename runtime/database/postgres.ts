import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Client } from 'pg';
import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { isTransient } from '../execution/retryable-errors';
import { Secrets } from '../execution/secrets';
import { openSession, type ServerAddress, type SessionLimits } from './session';
import { isUntrusted, type Trust, trustOf, untrusted } from './trust';

/** The secret as RDS writes it, and `sslmode`: only a database on this machine goes without TLS. */
const databaseSecret = z.object({
  host: z.string().min(1).optional(),
  port: z.coerce.number().int().min(1).max(65_535).default(5432),
  username: z.string().min(1),
  password: z.string(),
  dbname: z.string().min(1).optional(),
  sslmode: z.enum(['verify-full', 'disable']).default('verify-full'),
  /** Authorities (PEM) that vouch for its server, and no others then. */
  sslrootcert: z.string().default(''),
});
export type DatabaseSecret = z.infer<typeof databaseSecret>;

/** Where to connect: user and password come from the secret; the endpoint may be another database than the secret's. */
export interface PostgresTarget extends SessionLimits {
  readonly secretArn: string;
  /** @default - the secret's */
  readonly host?: string;
  /** @default - the secret's */
  readonly port?: number;
  /** @default - the secret's `dbname`, else `databaseName` */
  readonly database?: string;
  /** @default 'postgres' */
  readonly databaseName?: string;
  /** Where the secret has no `sslrootcert`. @default - what `trustOf` finds */
  readonly trust?: Trust;
}

/** The server does not take the password that the secret holds. */
export class PasswordRefused extends PegasusError {
  constructor(username: string, cause: unknown) {
    super(
      ErrorName.DATABASE_REFUSED,
      `The database refuses the password of \`${username}\` that the secret holds now. ` +
        'When a rotation is under way let it end, else write the right password into the secret; then start again.',
      { cause },
    );
  }
}

/**
 * Opens one connection; the caller ends it. TLS verifies certificate and host name (`verify-full`) against the authorities
 * of `trustOf`. A login that is refused is tried once more with what the secret says by then:
 * it may have been rotated between reading and connecting.
 * @throws PegasusError `Retryable` while the server cannot be reached or is still starting, or the secret has no value
 * yet
 * @throws PasswordRefused
 * @throws PegasusError `DatabaseUntrusted` where no authority vouches for the server
 */
export async function connect(
  target: PostgresTarget,
  secrets: Pick<Secrets, 'read'> = new Secrets(new SecretsManagerClient({})),
): Promise<Client> {
  const text = await readSecret(target.secretArn, secrets);
  try {
    return await open(text, target);
  } catch (error) {
    if (!(error instanceof PasswordRefused)) throw error;
    const now = await readSecret(target.secretArn, secrets);
    if (now === text) throw error;
    return await open(now, target);
  }
}

/** RDS makes a managed secret first, and gives it its value later. */
async function readSecret(arn: string, secrets: Pick<Secrets, 'read'>): Promise<string> {
  try {
    return (await secrets.read(arn)).text;
  } catch (error) {
    const hasNoValue =
      error instanceof Error && error.name === 'ResourceNotFoundException' && /staging label/.test(error.message);
    if (!hasNoValue) throw error;
    throw new PegasusError(ErrorName.RETRYABLE, `The secret ${arn} has no value yet.`, { cause: error });
  }
}

async function open(secretText: string, target: PostgresTarget): Promise<Client> {
  const secret = parseDatabaseSecret(secretText);
  const config = connectionConfig(secret, target);
  try {
    return await openSession(config, target);
  } catch (error) {
    if (isUntrusted(error)) {
      throw untrusted(config.host ?? '', trustOf(secret.sslrootcert, target.trust), error);
    }
    if (isLoginRefused(error)) throw new PasswordRefused(secret.username, error);
    throw isPassing(error)
      ? new PegasusError(ErrorName.RETRYABLE, `The database does not answer yet: ${messageOf(error)}.`, {
          cause: error,
        })
      : error;
  }
}

/** `invalid_password` */
const isLoginRefused = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === '28P01';

/** @throws Error naming the fields that are wrong, never their values */
export function parseDatabaseSecret(text: string): DatabaseSecret {
  const parsed = databaseSecret.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => `\`${path.join('.') || 'the secret'}\``);
  throw new Error(
    `The database secret is not as RDS writes it: ${[...new Set(fields)].join(', ')} missing or of another type; ` +
      'it must be JSON with `host`, `port`, `username`, `password` and `dbname`.',
  );
}

/** The settings of one connection. Exported for its test: what is verified here cannot be seen on a laptop. */
export function connectionConfig(secret: DatabaseSecret, target: PostgresTarget): ServerAddress {
  const host = target.host ?? secret.host;
  if (host === undefined) {
    throw new Error('The database secret has no `host`; add it, as RDS does, or rotate the secret once.');
  }
  return {
    host,
    port: target.port ?? secret.port,
    user: secret.username,
    password: secret.password,
    database: target.database ?? secret.dbname ?? target.databaseName ?? 'postgres',
    ssl:
      secret.sslmode === 'disable'
        ? false
        : { ca: [...trustOf(secret.sslrootcert, target.trust).ca], rejectUnauthorized: true },
    application_name: 'pegasus-backup',
  };
}

/** What a database that has just been restored answers for a while: unreachable, starting, or full of callers. */
function isPassing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return (
    isTransient(error) || code === '57P03' || code === '53300' || /timeout expired|terminated/i.test(messageOf(error))
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
