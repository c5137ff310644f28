import { isLoopback, literalAddress, whyNotAsked } from './address';
import { Unfit } from './unfit';

const HTTP = /^https?:$/;
const POSTGRES = /^postgres(ql)?:$/;
/** In the text itself: a parsed URL does not tell an empty query from none, and has lost its blanks. */
const NOT_OF_AN_ADDRESS = /[?#\s]/;

/** Of an application: its own path is kept. @returns the text as given */
export function applicationUrl(text: string, allowPrivate: boolean): string {
  const url = urlOf(text, HTTP);
  if (url === undefined || url.username || url.password || NOT_OF_AN_ADDRESS.test(text) || url.port === '0') {
    throw new Unfit(
      'must be an absolute http or https URL without user, query and fragment, as https://pegasus.example.com',
    );
  }
  if (/\/health\/ready\/*$/.test(url.pathname)) {
    throw new Unfit('must end before /health/ready, which is asked below it, as https://pegasus.example.com/api');
  }
  const address = literalAddress(url);
  const why = address === undefined ? undefined : whyNotAsked(address, allowPrivate);
  if (why !== undefined) throw new Unfit(`is at ${address}, which is ${why}`);
  return text;
}

/**
 * A token is sent as it is: over http each computer on the way reads it, but on the way to itself.
 * @returns why it is not sent there; undefined: it is
 */
export function whyTokenStays(text: string): string | undefined {
  if (!/^http:/i.test(text.trim())) return undefined;
  const address = URL.canParse(text) ? literalAddress(new URL(text)) : undefined;
  return address !== undefined && isLoopback(address)
    ? undefined
    : 'http:// would show the token to each computer on the way: give an https:// URL, or no token';
}

/** Of a store: host and port, and no path, which the store would take for a bucket. */
export function endpointUrl(text: string): string {
  const url = urlOf(text, HTTP);
  const isFit = url !== undefined && !url.username && !url.password && url.pathname === '/' && url.port !== '0';
  if (isFit && !NOT_OF_AN_ADDRESS.test(text)) return url.origin;
  throw new Unfit('must be an http or https URL of host and port only, as http://127.0.0.1:9000');
}

/** What is carried out of what may stand behind the `?`: another one would be passed over, as a mistyped `sslmode`. */
const OF_A_DATABASE = ['host', 'port', 'user', 'password', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options'];

/** @returns the text as given: it may hold a password, so no message repeats it */
export function databaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The folder of a socket is given as `host`.
  const host = url?.hostname || url?.searchParams.get('host');
  const isAddress = url !== undefined && POSTGRES.test(url.protocol) && host && isDecodable(text);
  if (isAddress && areOf(OF_A_DATABASE, [...url.searchParams.keys()])) return text;
  if (isAddress) {
    throw new Unfit(
      `must have no parameter but ${OF_A_DATABASE.map((name) => `\`${name}\``).join(', ')}, each once; TLS is \`sslmode\`, and a \`?\` in a password is %3F`,
    );
  }
  throw new Unfit(
    'must begin with postgresql:// and name a host, as postgresql://user@host:5432/name, with each % written as %25',
  );
}

const areOf = (allowed: readonly string[], names: readonly string[]): boolean =>
  names.every((name) => allowed.includes(name)) && new Set(names).size === names.length;

function isDecodable(text: string): boolean {
  try {
    return decodeURI(text) !== '';
  } catch {
    return false;
  }
}

function urlOf(text: string, protocol: RegExp): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return protocol.test(url.protocol) && url.hostname !== '' ? url : undefined;
}
