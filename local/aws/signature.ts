import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What a request says of who signed it, for which service, and over which headers. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly headers: readonly string[];
  readonly signature: string;
}

/** The secrets of one AWS on this machine: random, and one for each access key, so that no caller can sign as another. */
export class AccessKeys {
  private readonly root = randomBytes(32);

  of(accessKeyId: string): Credentials {
    return { accessKeyId, secretAccessKey: createHmac('sha256', this.root).update(accessKeyId).digest('base64url') };
  }

  /**
   * Signs once more what was received, with the SDK's own signer. That the body has the hash which was signed is not
   * looked at: nothing between two processes of one computer changes it.
   * @param body needed where the request does not tell its hash: only S3 asks that of all clients
   */
  async isSigned(request: IncomingMessage, given: Signature, body: Buffer | undefined): Promise<boolean> {
    const signingDate = dateOf(request.headers['x-amz-date']);
    if (Number.isNaN(signingDate.getTime())) return false;
    const { pathname, query } = targetOf(request.url ?? '/');
    const signed = new HttpRequest({
      method: request.method,
      path: pathname,
      query,
      headers: Object.fromEntries(given.headers.map((name) => [name, String(request.headers[name] ?? '')])),
      body,
    });
    const signer = new SignatureV4({
      credentials: this.of(given.accessKeyId),
      region: given.region,
      service: given.service,
      sha256: Sha256,
      uriEscapePath: given.service !== 's3',
      applyChecksum: false,
    });
    const { headers } = await signer.sign(signed, { signingDate, signableHeaders: new Set(given.headers) });
    const wanted = signatureOf(headers.authorization)?.signature;
    return wanted !== undefined && timingSafeEqual(Buffer.from(wanted), Buffer.from(given.signature));
  }
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^\s,]+)\/\d{8}\/([^\s,/]+)\/([^\s,/]+)\/aws4_request, ?SignedHeaders=([^\s,]+), ?Signature=([0-9a-f]{64})$/;

export function signatureOf(authorization: string | undefined): Signature | undefined {
  const [, accessKeyId, region, service, headers, signature] = AUTHORIZATION.exec(authorization ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service, headers: headers!.split(';'), signature: signature! };
}

/** As it came, with nothing normalised. */
function targetOf(url: string): { pathname: string; query: Record<string, string | string[]> } {
  const [pathname = '', search = ''] = url.split(/\?(.*)/s);
  const query: Record<string, string | string[]> = {};
  for (const part of search === '' ? [] : search.split('&')) {
    const [name = '', value = ''] = part.split(/=(.*)/s).map(decoded);
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return { pathname, query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `20261124T090000Z` */
function dateOf(text: unknown): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(text)) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
