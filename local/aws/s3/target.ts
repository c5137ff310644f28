import { s3Error } from './errors';

/** What a request's URL names. */
export interface Target {
  readonly method: string;
  /** Empty for the service itself. */
  readonly bucket: string;
  /** Empty for the bucket itself. The exact UTF-8 of the URL, never normalised. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/**
 * Takes a path-style URL apart by hand: `URL` would resolve `..` and fold `//`, which are legal in keys.
 * @throws S3Error InvalidURI
 */
export function parseTarget(method: string, url: string): Target {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf('/', 1);
  return {
    method,
    bucket: decode(path.slice(1, slash < 0 ? undefined : slash)),
    key: slash < 0 ? '' : decode(path.slice(slash + 1)),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
  };
}

/** @throws S3Error InvalidURI when it is not percent-encoded UTF-8 */
export function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw s3Error('InvalidURI');
  }
}
