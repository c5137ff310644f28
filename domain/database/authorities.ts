import { X509Certificate } from 'node:crypto';

/** A certificate authority, as its certificate says. */
export interface Authority {
  /** Its common name. */
  readonly name: string;
  /** Where it is one of RDS: the Region that its name says. */
  readonly region?: string;
  /** It has signed itself, so a chain can end with it. */
  readonly isRoot: boolean;
  /** Milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256, as openssl prints it. */
  readonly fingerprint: string;
  /** SHA-1, as `aws rds describe-certificates` has it. */
  readonly thumbprint: string;
}

/** Those of all Regions together are 200 kB. */
const LARGEST_BYTES = 1_048_576;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
/** Also `Amazon RDS eu-south-1 Root CA`; not those of `Amazon RDS Beta us-east-1`. */
const OF_RDS = /^Amazon RDS ([a-z]{2,4}(?:-[a-z]+)+-\d) /;

/**
 * @param text PEM
 * @param now milliseconds
 * @throws Error that says what is wrong, to stand behind the name of the file
 */
export function readAuthorities(text: string, now: number): readonly Authority[] {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new Error('has a private key in it, which no one else must have: leave the certificates only');
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST_BYTES) throw new Error(`has ${bytes} bytes; at most ${LARGEST_BYTES} are allowed`);
  const authorities = certificatesIn(text).map(authorityOf);
  if (authorities.length === 0) {
    throw new Error('holds no certificate: it must be PEM, with `-----BEGIN CERTIFICATE-----`');
  }
  const roots = authorities.filter(({ isRoot }) => isRoot);
  if (roots.length === 0) {
    throw new Error(`holds no root, which has signed itself, only ${namesOf(authorities)}: no chain would end there`);
  }
  if (!roots.some((root) => isValid(root, now))) {
    throw new Error(`holds no root that is valid now: ${roots.map(sayValidity).join(', ')}`);
  }
  return authorities;
}

export const isValid = ({ validFrom, validTo }: Authority, now: number): boolean => validFrom <= now && now < validTo;

/** Regions of whose RDS a root is among them that stays valid until then. */
export function regionsOf(authorities: readonly Authority[], until: number): readonly string[] {
  const roots = authorities.filter((one) => one.isRoot && isValid(one, until));
  return [...new Set(roots.flatMap(({ region }) => region ?? []))].sort();
}

export const sayValidity = ({ name, validFrom, validTo }: Authority): string =>
  `${name} (${day(validFrom)} to ${day(validTo)})`;

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
const namesOf = (authorities: readonly Authority[]): string => authorities.map(({ name }) => name).join(', ');

/** @throws Error for one that is cut off or cannot be read */
function certificatesIn(text: string): X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1;
  if (begun !== blocks.length) {
    throw new Error(`begins ${begun} certificates and has ${blocks.length} whole ones: it is cut off or damaged`);
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch (error) {
      throw new Error(`has a certificate that cannot be read, number ${index + 1}: ${(error as Error).message}`);
    }
  });
}

/** @throws Error for the certificate of a server that another has signed */
export function authorityOf(certificate: X509Certificate): Authority {
  const fields = certificate.subject.split('\n');
  const name = fields.find((field) => field.startsWith('CN='))?.slice(3) ?? fields.join(', ');
  const isRoot = certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
  // Of a server that has signed its own certificate, as Debian's Postgres does, that is what vouches for it.
  if (!certificate.ca && !isRoot) {
    throw new Error(`has ${name}, which is no authority (CA:FALSE): give the certificate of the one that signed it`);
  }
  return {
    name,
    region: OF_RDS.exec(name)?.[1],
    isRoot,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    thumbprint: certificate.fingerprint,
  };
}
