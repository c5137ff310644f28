import { createHash } from 'node:crypto';
import { unusable } from './unusable';

/** Of a value as JSON: for the state, which says what was written when it is read back. */
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/**
 * For `getJson`: the value that was written, then parsed.
 * @param digest undefined: the state does not say
 */
export const asWritten =
  <T>(key: string, digest: string | undefined, parse: (value: unknown) => T) =>
  (value: unknown): T => {
    if (digest !== undefined && digestOf(value) !== digest) throw unusable(key, 'is not what was written');
    return parse(value);
  };
