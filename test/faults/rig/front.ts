import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is answered instead of the application. */
export type FrontAnswer =
  | 'nothing'
  | { readonly status: number; readonly type?: string; readonly body?: string; readonly location?: string };

/** Between the handlers and the application: everything goes through, but for what a trial answers itself. */
export class Front {
  static async open(applicationPort: number): Promise<Front> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Front(server, applicationPort);
  }

  /** @returns undefined: the application answers */
  answer: ((method: string, path: string, authorized: boolean) => FrontAnswer | undefined) | undefined;
  readonly url: string;

  private constructor(
    private readonly server: Server,
    private readonly applicationPort: number,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => this.handle(incoming, response));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private handle(incoming: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming;
    const answer = this.answer?.(method, url, headers.authorization !== undefined);
    if (answer === undefined) {
      this.pass(incoming, response);
      return;
    }
    if (answer === 'nothing') {
      incoming.socket.destroy();
      return;
    }
    incoming.resume();
    const { status, type = 'application/json', body = '', location } = answer;
    response.writeHead(status, { 'content-type': type, ...(location !== undefined && { location }) }).end(body);
  }

  private pass(incoming: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, headers } = incoming;
    const passed = request({ port: this.applicationPort, host: '127.0.0.1', method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    // An application that does not answer: neither does this.
    passed.on('error', () => incoming.socket.destroy());
    incoming.pipe(passed);
  }
}
