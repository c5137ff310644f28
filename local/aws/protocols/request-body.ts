import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ServiceError } from './service-error';

/** Reads a whole body as text. Clients compress large metric requests, so gzip is undone. */
export async function readBody(request: IncomingMessage, limit = 16 * 1024 * 1024): Promise<string> {
  const body = await buffer(request);
  if (body.length > limit) {
    throw new ServiceError('RequestEntityTooLarge', `The body has ${body.length} bytes; ${limit} are allowed.`, 413);
  }
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}
