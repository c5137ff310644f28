import { createHash } from 'node:crypto';

/** Begin and end of a name inside a message: code points that Unicode keeps for the inside of a program. */
const BEGIN = '\ufdd0';
const END = '\ufdd1';
const MARKS = /[\ufdd0\ufdd1]/g;
/** One whose end was cut off is one all the same. */
const NAMED = /\ufdd0([^\ufdd1]*)(?:\ufdd1|$)/g;

/**
 * The key of an object or of a row, or a value, on its way into a message. It may name a person: people read it in the
 * evidence and on their own terminal; logs, mails and the history of executions have a digest in its place.
 */
export const named = (name: string): string => `${BEGIN}${withNames(name)}${END}`;

/** As `printf %s NAME | sha256sum | cut -c1-12` says it: the same name has the same digest everywhere. */
export const nameDigest = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 12);

export const withNames = (text: string): string => text.replace(MARKS, '');

export const withDigests = (text: string): string => text.replace(NAMED, (_, name: string) => nameDigest(name));

/** A value with digests in place of the names in its texts. */
export const told = <T>(value: T): T => inTexts(value, withDigests);

/** A value for the evidence. */
export const plain = <T>(value: T): T => inTexts(value, withNames);

function inTexts<T>(value: T, as: (text: string) => string): T {
  const text = JSON.stringify(value);
  if (text === undefined || !text.includes(BEGIN)) return value;
  return JSON.parse(text, (_, one) => (typeof one === 'string' ? as(one) : one));
}

/** What the digests of a message stand for. */
export const namesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(NAMED)].map(([, name = '']) => [nameDigest(name), name]));
