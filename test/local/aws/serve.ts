import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { Gateway } from '../../../local/aws/gateway';
import type { LocalClient } from '../../../local/aws/local-aws';
import type { LocalService } from '../../../local/aws/service';
import { AccessKeys } from '../../../local/aws/signature';

/** One service behind the gateway, and what its real client needs to reach it. */
export async function serve(service: LocalService) {
  const keys = new AccessKeys();
  const gateway = new Gateway(keys, (fault) => {
    throw new Error(fault);
  });
  gateway.add(service);
  const endpoint = await gateway.listen();
  const credentials = keys.of('local');
  return { endpoint, client: { endpoint, region: 'us-east-1', credentials }, close: () => gateway.close() };
}

/** A request that no client of the SDK would send, signed as one is. */
export async function signedFetch(
  { endpoint, region, credentials }: LocalClient,
  service: string,
  path: string,
  init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<Response> {
  const { method = 'GET', headers = {}, body } = init;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256, uriEscapePath: service !== 's3' });
  const request = new HttpRequest({
    method,
    path: path.split('?')[0],
    query: Object.fromEntries(new URLSearchParams(path.split('?')[1])),
    headers: { ...headers, host: new URL(endpoint).host },
    body,
  });
  const { headers: signed } = await signer.sign(request);
  return await fetch(`${endpoint}${path}`, { method, headers: signed, body });
}
