import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findOperation, type Operations } from './operation';
import { readBody } from './request-body';
import { ServiceError } from './service-error';

/** AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, the error's name in `__type`. */
export async function answerJson(
  service: string,
  operations: Operations,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  try {
    const target = String(request.headers['x-amz-target'] ?? '');
    const run = findOperation(service, operations, target.slice(target.lastIndexOf('.') + 1));
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    sendJson(response, 200, (await run(input)) ?? {});
  } catch (error) {
    sendJsonError(response, error);
  }
}

export function sendJsonError(response: ServerResponse, error: unknown): void {
  const known = error instanceof ServiceError;
  const code = known ? error.code : 'InternalFailure';
  const message = error instanceof Error ? error.message : String(error);
  response.setHeader('x-amzn-errortype', code);
  sendJson(response, known ? error.status : 500, { __type: code, message });
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
