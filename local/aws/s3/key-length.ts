import { s3Error } from './errors';

const MOST_BYTES = 1024;

/** @throws S3Error KeyTooLongError above 1,024 bytes of UTF-8 */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > MOST_BYTES) {
    throw s3Error('KeyTooLongError', { Size: String(size), MaxSizeAllowed: String(MOST_BYTES) });
  }
}
