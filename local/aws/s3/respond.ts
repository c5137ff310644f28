import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body } from './body';
import type { Reply } from './call';
import type { S3Error } from './errors';

export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  requestId: string,
): Promise<void> {
  const body = typeof reply.body === 'string' ? Body.of(Buffer.from(reply.body)) : (reply.body ?? Body.EMPTY);
  response.writeHead(reply.status, {
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
    ...(typeof reply.body === 'string' && { 'content-type': 'application/xml' }),
    ...(reply.status !== 204 && reply.status !== 304 && { 'content-length': body.size }),
    ...reply.headers,
  });
  if (request.method === 'HEAD' || body.size === 0 || reply.status === 304) response.end();
  else if (body.bytes) response.end(body.bytes);
  else await pipeline(Readable.from(body.chunks()), response).catch(() => response.destroy());
}

export function sendError(request: IncomingMessage, response: ServerResponse, error: S3Error, requestId: string): void {
  if (response.headersSent || request.socket.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, {
    'x-amz-request-id': requestId,
    'x-amz-id-2': requestId,
    'content-type': 'application/xml',
    ...error.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : error.toXml(requestId));
}
