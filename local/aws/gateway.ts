import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendJsonError } from './protocols/json';
import { sendQueryError } from './protocols/query';
import { notImplemented } from './protocols/service-error';
import type { LocalService } from './service';

/** One port on 127.0.0.1 for all services: each request is passed to the service that it was signed for. */
export class Gateway {
  private readonly services = new Map<string, LocalService>();
  private readonly server: Server;

  /**
   * @param onFault hears of a service that threw instead of answering
   * @param hear is told of every request before its service, with the access key that signed it
   */
  constructor(
    onFault: (message: string) => void,
    private readonly hear: (caller: string, service: string, request: IncomingMessage) => void = () => {},
  ) {
    this.server = createServer((request, response) => {
      this.dispatch(request, response).catch((error: unknown) => {
        onFault(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    // A restore copies large objects on one connection; requests may last as long as they need.
    this.server.requestTimeout = 0;
  }

  add(service: LocalService): void {
    this.services.set(service.name, service);
  }

  /** @returns the endpoint */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await Promise.all([...this.services.values()].map((service) => service.close()));
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = signedFor(request);
    const service = name === undefined ? undefined : this.services.get(name);
    if (service) {
      this.hear(scopeOf(request)?.[0] ?? '', service.name, request);
      return service.handle(request, response);
    }
    const error = notImplemented(name === undefined ? 'A request without a signature' : `The service \`${name}\``);
    const isQuery = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    return isQuery ? sendQueryError(response, error) : sendJsonError(response, error);
  }
}

/** The service in the SigV4 credential scope `key/date/region/service/aws4_request`, of the header or of a presigned query. */
export function signedFor(request: Pick<IncomingMessage, 'headers' | 'url'>): string | undefined {
  return scopeOf(request)?.at(-2);
}

function scopeOf(request: Pick<IncomingMessage, 'headers' | 'url'>): string[] | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const query = new URLSearchParams(request.url?.split('?')[1]).get('X-Amz-Credential');
  return (header ?? query)?.split('/');
}
