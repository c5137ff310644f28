import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Application, type ApplicationOptions } from '../../../runtime/checks/application';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function serving(listener: Listener, options: Partial<ApplicationOptions> = {}, host = '127.0.0.1') {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Application({ baseUrl: `http://${host}:${port}/base/`, allowPrivateAddresses: true, ...options });
}

describe('the application over HTTP', () => {
  test('is called below its base URL, with the token', async () => {
    const application = await serving(
      ({ method, url, headers }, response) => {
        response.setHeader('content-type', 'application/json').end(`${method} ${url} ${headers.authorization}`);
      },
      { token: 'secret' },
    );
    expect(await application.delete('/lectures/l1?purge_storage=true')).toEqual({
      status: 200,
      contentType: 'application/json',
      body: 'DELETE /base/lectures/l1?purge_storage=true Bearer secret',
    });
  });

  test('is not sent the token over http, unless it is on this computer', async () => {
    const options = { baseUrl: 'http://pegasus.example.com', allowPrivateAddresses: true, token: 'secret' };
    await expect(new Application(options).get('/health/ready')).rejects.toThrow(
      'The base URL of the application is http://pegasus.example.com: http:// would show the token',
    );
  });

  test('takes a form with a file', async () => {
    const application = await serving(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const form = await new Response(Buffer.concat(chunks), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData();
      response.end(`${form.get('title')}: ${await (form.get('audio') as File).text()}`);
    });
    const form = new FormData();
    form.set('title', 'Title');
    form.set('audio', new Blob(['bytes']), 'a.wav');
    expect((await application.post('/lectures/ingest', form)).body).toBe('Title: bytes');
  });

  test('F62: a redirect is an answer, not a way', async () => {
    const paths: (string | undefined)[] = [];
    const application = await serving(({ url }, response) => {
      paths.push(url);
      response.writeHead(301, { location: '/elsewhere' }).end();
    });
    expect((await application.get('/health/ready')).status).toBe(301);
    expect(paths).toEqual(['/base/health/ready']);
  });

  test('F62: a huge answer is cut off', async () => {
    const application = await serving((_, response) => {
      const write = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(1024 * 1024), write);
      };
      write();
    });
    await expect(application.get('/')).rejects.toThrow('the answer is larger than 4194304 bytes');
  });

  test('F62: a slow answer is given up, even when it keeps dripping', async () => {
    const application = await serving(
      (_, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(drip));
      },
      { timeoutMilliseconds: 150 },
    );
    await expect(application.get('/')).rejects.toThrow('no whole answer within 150 ms');
  });

  test('F62: an answer that breaks off is none', async () => {
    const application = await serving((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(application.get('/')).rejects.toThrow('aborted');
  });

  test.each(['127.0.0.1', 'localhost'])('F13: %s is not called unless private addresses are allowed', async (host) => {
    let calls = 0;
    const application = await serving(
      (_, response) => {
        calls++;
        response.end();
      },
      { allowPrivateAddresses: false },
      host,
    );
    await expect(application.get('/')).rejects.toMatchObject({ name: 'InvalidRequest' });
    expect(calls).toBe(0);
  });

  test('a name is looked up when it is allowed', async () => {
    const application = await serving((_, response) => response.end('here'), {}, 'localhost');
    expect((await application.get('/')).body).toBe('here');
  });
});
