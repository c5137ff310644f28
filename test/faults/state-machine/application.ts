import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import type { FrontAnswer } from '../rig/front';
import type { Expected } from './expected';

/** The answer of the application that is still on the database of before the restore. */
const OLD: FrontAnswer = { status: 200, body: '{"status":"ready","generation":0,"mode":"open"}' };
/** Right but for its kind, its size or its way. */
const WRONG: readonly FrontAnswer[] = [
  { status: 503, body: '{"status":"degraded"}' },
  OLD,
  { status: 200, type: 'text/html', body: '<html>ready</html>' },
  { status: 301, location: '/health/live', body: '{"status":"ready"}' },
  { status: 200, body: `{"status":"ready","padding":"${'x'.repeat(5 * 1024 * 1024)}"}` },
  'nothing',
];

/** `/health/ready` is answered like that; nothing else. */
const health =
  (answer: () => FrontAnswer | undefined) =>
  (_method: string, path: string): FrontAnswer | undefined =>
    path === '/health/ready' ? answer() : undefined;

/** What the application answers, and what it does not. */
export const APPLICATION: readonly Expected[] = [
  redirected(),
  everyWrongAnswer(),
  {
    title: 'F63 health is right and a job of the smoke job fails: held, and its lecture is gone',
    trial: {
      services: ({ production: { front } }) => {
        front.answer = (_method, path) =>
          path.startsWith('/jobs/') ? { status: 200, body: '{"status":"failed","error":"no model"}' } : undefined;
      },
    },
    stages: ['held', 'verified'],
    error: 'SmokeJobFailed',
  },
  {
    title: 'F63 the lecture of the smoke job is still there when it has been removed: held',
    trial: {
      services: ({ production: { front } }) => {
        front.answer = (method, path) =>
          method === 'GET' && /^\/lectures\/smoke-[^/]+$/.test(path) ? { status: 200, body: '{}' } : undefined;
      },
    },
    stages: ['held', 'verified'],
    error: 'SmokeJobFailed',
  },
  {
    title: 'F64 a check that crashes is not passed: twice again, then held',
    trial: {
      services: ({ production: { front } }) => {
        front.answer = (_method, path) => (path.endsWith('/integrity') ? 'nothing' : undefined);
      },
    },
    stages: ['held', 'verified'],
    error: 'CheckCrashed',
    look: ({ report }) => expect(report?.attempts).toHaveLength(4),
  },
];

function everyWrongAnswer(): Expected {
  const left = [...WRONG];
  return {
    title: 'F62 503, the old database, HTML, a redirect, a huge body, nothing at all, and then the right answer',
    trial: {
      services: ({ production: { front } }) => {
        front.answer = health(() => left.shift());
      },
    },
    stages: ['verified'],
    look: ({ report }) => {
      expect(left).toEqual([]);
      expect(report?.checks).toContainEqual(expect.objectContaining({ name: 'readiness', outcome: 'passed' }));
    },
  };
}

/** To where every answer is right: whoever goes there says that the restore is. */
function redirected(): Expected {
  let trap: Server;
  let caught = 0;
  return {
    title: 'F13 a redirect to a loopback address is not followed: held',
    trial: {
      arrange: async () => {
        trap = createServer((_request, response) => {
          caught += 1;
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ready"}');
        });
        await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
      },
      services: ({ production: { front } }) => {
        const location = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/health/ready`;
        front.answer = health(() => ({ status: 302, location, body: '{"status":"ready"}' }));
      },
    },
    stages: ['held', 'verified'],
    error: 'CheckFailed',
    look: () => {
      trap.close();
      expect(caught).toBe(0);
    },
  };
}
