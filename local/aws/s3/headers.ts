import type { IncomingMessage } from 'node:http';
import { LOCAL_ACCOUNT } from '../service';
import { s3Error } from './errors';

/** By lower-case name; several values of one name are joined by commas. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** Of a presigned URL itself; every other `x-amz-…` parameter is a header that signing moved there. */
const OF_SIGNATURE = /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token)$/i;

/** What would change the outcome and is not done here. */
const UNSUPPORTED =
  /^x-amz-(mfa|write-offset-bytes|.*server-side-encryption-customer-.*|checksum-(md5|sha512|xxhash.*))$/;
const OWNER = /^x-amz-(source-)?expected-bucket-owner$/;

/** The request's headers and those that a presigned URL carries as parameters. */
export function headersOf(request: IncomingMessage, query: URLSearchParams): Headers {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  for (const [name, value] of query) {
    if (isHeader(name)) headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** Whether a query parameter belongs to the signature or stands for a header. */
export function isSigning(name: string): boolean {
  return OF_SIGNATURE.test(name) || isHeader(name);
}

function isHeader(name: string): boolean {
  return /^x-amz-/i.test(name) && !OF_SIGNATURE.test(name);
}

/** @throws S3Error NotImplemented naming the header, or AccessDenied to another's bucket */
export function checkSupported(headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) {
    if (OWNER.test(name) && value !== LOCAL_ACCOUNT) throw s3Error('AccessDenied');
    if (UNSUPPORTED.test(name)) throw s3Error('NotImplemented', { Message: `The local S3 has no \`${name}\`` });
  }
}
