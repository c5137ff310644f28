import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sendJsonError } from './protocols/json';
import { sendQueryError } from './protocols/query';
import { notImplemented, ServiceError } from './protocols/service-error';
import { s3Error } from './s3/errors';
import { sendError } from './s3/respond';
import type { LocalService } from './service';
import { type AccessKeys, type Signature, signatureOf } from './signature';

/**
 * One port on 127.0.0.1 for all services: each request is passed to the service that it was signed for. What is not signed
 * with a secret of this AWS is refused: every user of this computer can connect, and requests start programs.
 */
export class Gateway {
  private readonly services = new Map<string, LocalService>();
  private readonly server: Server;

  /**
   * @param onFault hears of a service that threw instead of answering
   * @param hear is told of every request before its service, with the access key that signed it
   */
  constructor(
    private readonly keys: Pick<AccessKeys, 'isSigned'>,
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
    const given = signatureOf(request.headers.authorization);
    if (given === undefined) return refuse(request, response, undefined, UNSIGNED);
    // The hash of the payload is signed, and where it is not told it is that of the body.
    const told = request.headers['x-amz-content-sha256'] !== undefined;
    const body = told ? undefined : await buffer(request);
    if (!(await this.keys.isSigned(request, given, body))) return refuse(request, response, given, FOREIGN);
    const whole = body === undefined ? request : again(request, body);
    const service = this.services.get(given.service);
    if (service === undefined) {
      return refuse(request, response, given, notImplemented(`The service \`${given.service}\``));
    }
    this.hear(given.accessKeyId, service.name, whole);
    return await service.handle(whole, response);
  }
}

const UNSIGNED = new ServiceError(
  'MissingAuthenticationToken',
  'The request has no signature (version 4, in its header): use the credentials that this AWS has printed or given.',
  403,
);
const FOREIGN = new ServiceError(
  'SignatureDoesNotMatch',
  'The request is not signed with a key of this AWS: use the credentials that it has printed or given.',
  403,
);

/** In the way of the service that was asked. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  given: Signature | undefined,
  error: ServiceError,
): void {
  const isQuery = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (given?.service === 's3' && error === FOREIGN) {
    sendError(request, response, s3Error('SignatureDoesNotMatch', { Message: error.message }), 'refused');
  } else if (isQuery) sendQueryError(response, error);
  else sendJsonError(response, error);
}

/** The same request for a service that reads its body, too. */
const again = ({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage =>
  Object.assign(Readable.from([body]), { method, url, headers, socket }) as unknown as IncomingMessage;
