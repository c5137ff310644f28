import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendJsonError } from './json';
import type { Operation } from './operation';
import { readBody } from './request-body';
import { notImplemented } from './service-error';

/** One operation of a REST service. Groups of the path, the query and the members of the body are its input. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With named groups, for the path without its query. */
  readonly path: RegExp;
  readonly run: Operation;
}

export const isRouted = (routes: readonly Route[], request: IncomingMessage): boolean =>
  routes.some((route) => matched(route, request) !== undefined);

/** REST with JSON bodies, as Lambda and EventBridge Scheduler speak it. */
export async function answerRest(
  service: string,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  try {
    for (const route of routes) {
      const path = matched(route, request);
      if (path === undefined) continue;
      const members: unknown = JSON.parse(body || '{}');
      const query = Object.fromEntries(urlOf(request).searchParams);
      const answer = await route.run({ ...Object(members), ...query, ...path });
      return sendJson(response, 200, answer ?? {});
    }
    throw notImplemented(`${request.method} ${request.url} of \`${service}\``);
  } catch (error) {
    sendJsonError(response, error);
  }
}

function matched({ method, path }: Route, request: IncomingMessage): Record<string, string> | undefined {
  const found = request.method === method ? path.exec(urlOf(request).pathname) : null;
  if (found === null) return undefined;
  return Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]));
}

const urlOf = ({ url = '/' }: IncomingMessage): URL => new URL(url, 'http://127.0.0.1');
