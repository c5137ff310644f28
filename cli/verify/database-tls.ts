import { readFileSync } from 'node:fs';
import { type ConnectionOptions, rootCertificates } from 'node:tls';
import { readAuthorities } from '../../domain/database/authorities';
import { RDS_AUTHORITIES, type Trust } from '../../runtime/database/trust';

/** As `sslmode` of libpq, `disable` being `off`. What goes on without TLS where a server has none is not among them. */
export const TLS_MODES = ['verify-full', 'verify-ca', 'require', 'off'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** Files that a URL names. */
export interface TlsFiles {
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
}

/** @returns what the driver is told: false, or how the certificate of the server is looked at */
export function tlsOf(mode: TlsMode, files: TlsFiles): false | ConnectionOptions {
  if (mode === 'off') return false;
  const own =
    files.sslrootcert === undefined || files.sslrootcert === 'system' ? undefined : readRoots(files.sslrootcert);
  const client = {
    ...(files.sslcert !== undefined && { cert: read(files.sslcert) }),
    ...(files.sslkey !== undefined && { key: read(files.sslkey) }),
  };
  // As libpq: `require` with an authority of one's own is `verify-ca`.
  if (mode === 'require' && own === undefined) return { ...client, rejectUnauthorized: false };
  const ca = own === undefined ? trustedHere() : [own];
  const checked = { ...client, ca, rejectUnauthorized: true };
  return mode === 'verify-full' ? checked : { ...checked, checkServerIdentity: () => undefined };
}

/** The authorities of Node.js and of RDS, and those that this computer adds. */
function trustedHere(): string[] {
  const { NODE_EXTRA_CA_CERTS: extra } = process.env;
  return [...rootCertificates, ...RDS_AUTHORITIES, ...(extra ? [read(extra)] : [])];
}

/** Beside a secret, which may name its own. */
export function trustHere(): Trust | undefined {
  const { PGSSLROOTCERT: file } = process.env;
  if (!file) return undefined;
  return { ca: file === 'system' ? trustedHere() : [readRoots(file)], namedBy: 'PGSSLROOTCERT' };
}

const read = (file: string): string => readFileSync(file, 'utf8');

/** @throws Error for a file by which no server could be trusted */
function readRoots(file: string): string {
  const pem = read(file);
  try {
    readAuthorities(pem, Date.now());
  } catch (error) {
    throw new Error(`the file '${file}' ${(error as Error).message}`);
  }
  return pem;
}
