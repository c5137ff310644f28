import type { Call } from './call';
import { s3Error } from './errors';

/** How keys are written in a listing: as they are, or URL-encoded when the client asks. */
export function keyEncoder(call: Call): (key: string) => string {
  const type = call.parameter('encoding-type');
  if (type === undefined) return (key) => key;
  if (type !== 'url') throw s3Error('InvalidArgument', { Message: 'Invalid Encoding Method specified in Request' });
  return encodeKey;
}

/** As Java's URLEncoder, except that `/` stays: a space becomes `+`. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}
