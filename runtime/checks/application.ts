import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { whyTokenStays } from '../../domain/arguments/url';
import type { Answer } from '../../domain/checks/answer';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Secrets } from '../execution/secrets';
import { guardedLookup, guardLiteral } from './application-address';

const TIMEOUT_MILLISECONDS = 15_000;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface ApplicationOptions {
  readonly baseUrl: string;
  /** Private and loopback addresses too; link-local and metadata ones never. */
  readonly allowPrivateAddresses: boolean;
  /** Sent with every call, as `Authorization: Bearer …`. */
  readonly token?: string;
  /** @default 15000 */
  readonly timeoutMilliseconds?: number;
}

export interface ApplicationVariables {
  readonly APPLICATION_URL: string;
  readonly ALLOW_PRIVATE_ADDRESSES?: string;
  readonly WRITE_TOKEN_SECRET_ARN?: string;
}

/** The application over HTTP: no redirect is followed, an answer has a bounded size and time, addresses are guarded. */
export class Application {
  constructor(private readonly options: ApplicationOptions) {}

  /** As the construct has put it into a handler's environment. */
  static async connect(variables: ApplicationVariables, secrets: Pick<Secrets, 'read'>): Promise<Application> {
    const { APPLICATION_URL, ALLOW_PRIVATE_ADDRESSES, WRITE_TOKEN_SECRET_ARN } = variables;
    const token = WRITE_TOKEN_SECRET_ARN ? (await secrets.read(WRITE_TOKEN_SECRET_ARN)).text : undefined;
    return new Application({
      baseUrl: APPLICATION_URL,
      allowPrivateAddresses: ALLOW_PRIVATE_ADDRESSES === 'true',
      token,
    });
  }

  async get(path: string): Promise<Answer> {
    return await this.call('GET', path);
  }

  async post(path: string, form?: FormData): Promise<Answer> {
    return await this.call('POST', path, form);
  }

  async delete(path: string): Promise<Answer> {
    return await this.call('DELETE', path);
  }

  /** @throws Error when there is no whole answer; PegasusError `InvalidRequest` for an address that is not allowed */
  private async call(method: string, path: string, form?: FormData): Promise<Answer> {
    const { baseUrl, allowPrivateAddresses, token, timeoutMilliseconds = TIMEOUT_MILLISECONDS } = this.options;
    const url = new URL(baseUrl.replace(/\/+$/, '') + path);
    guardLiteral(url, allowPrivateAddresses);
    // A URL that is known only when the stack is deployed was not seen before.
    const why = token === undefined ? undefined : whyTokenStays(url.href);
    if (why !== undefined) {
      throw new PegasusError(ErrorName.INVALID_REQUEST, `The base URL of the application is ${baseUrl}: ${why}.`);
    }
    const body = await encode(form);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    return await new Promise<Answer>((resolve, reject) => {
      const request = send(url, {
        method,
        agent: false,
        lookup: guardedLookup(allowPrivateAddresses),
        signal: AbortSignal.timeout(timeoutMilliseconds),
        headers: {
          accept: 'application/json, */*;q=0.5',
          'content-length': body.bytes.length,
          ...(body.type === null ? {} : { 'content-type': body.type }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      request.on('error', (error) => reject(inWords(error, timeoutMilliseconds)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY_BYTES) request.destroy(new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`));
          else chunks.push(chunk);
        });
        response.on('error', (error) => reject(inWords(error, timeoutMilliseconds)));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      request.end(body.bytes);
    });
  }
}

/** The platform's own multipart encoding, with its boundary. */
async function encode(form: FormData | undefined): Promise<{ bytes: Buffer; type: string | null }> {
  if (form === undefined) return { bytes: Buffer.alloc(0), type: null };
  const encoded = new Response(form);
  return { bytes: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') };
}

function inWords(error: Error, timeoutMilliseconds: number): Error {
  const slow = error.name === 'AbortError' || error.name === 'TimeoutError';
  return slow ? new Error(`no whole answer within ${timeoutMilliseconds} ms`, { cause: error }) : error;
}
