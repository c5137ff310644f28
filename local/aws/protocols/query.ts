import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { findOperation, type Operations } from './operation';
import { readBody } from './request-body';
import { ServiceError } from './service-error';

/** The result of a query operation: members in the order in which they are written; a map is one of entries. */
const Result = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]));

/** AWS Query: a form with an `Action`, XML back. Texts and maps of texts only; that is all these services need. */
export async function answerQuery(
  service: string,
  operations: Operations,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(await readBody(request));
  try {
    const action = form.get('Action') ?? '';
    const run = findOperation(service, operations, action);
    form.delete('Action');
    form.delete('Version');
    const members = Object.entries(Result.parse((await run(Object.fromEntries(form))) ?? {}));
    const result = members.map(([name, value]) => `<${name}>${xmlOf(value)}</${name}>`).join('');
    const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
    sendXml(
      response,
      200,
      `<${action}Response><${action}Result>${result}</${action}Result>${metadata}</${action}Response>`,
    );
  } catch (error) {
    sendQueryError(response, error);
  }
}

function xmlOf(value: string | Record<string, string>): string {
  if (typeof value === 'string') return escapeXml(value);
  const entries = Object.entries(value);
  return entries.map(([name, text]) => `<entry><key>${name}</key><value>${escapeXml(text)}</value></entry>`).join('');
}

export function sendQueryError(response: ServerResponse, error: unknown): void {
  const known = error instanceof ServiceError;
  const code = known ? error.code : 'InternalFailure';
  const message = escapeXml(error instanceof Error ? error.message : String(error));
  const type = known && error.status < 500 ? 'Sender' : 'Receiver';
  const body = `<Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const requestId = `<RequestId>${randomUUID()}</RequestId>`;
  sendXml(response, known ? error.status : 500, `<ErrorResponse>${body}${requestId}</ErrorResponse>`);
}

export function sendXml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(body);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
