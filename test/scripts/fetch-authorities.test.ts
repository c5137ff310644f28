import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fetchAuthorities, sayAuthorities } from '../../scripts/fetch-authorities';
import { certificate } from '../certificates/certificates';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const root = certificate('il-central-1.pem');
let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

/** What is fetched from a server that answers so. */
async function fetched(answer: RequestListener, tls = false) {
  server = tls
    ? createHttps({ key: certificate('server.key'), cert: certificate('server.crt') }, answer)
    : createHttp(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return await fetchAuthorities(
    `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}/bundle.pem`,
    'il-central-1',
    NOW,
  );
}

test('authorities of the Region are taken as they came, with fingerprints to compare', async () => {
  const { pem, authorities } = await fetched((_, response) => response.end(root));
  expect(pem).toBe(root);
  expect(sayAuthorities(authorities, NOW)).toEqual([
    expect.stringMatching(/^Amazon RDS il-central-1 Root CA ECC256 G1, root, until 2126-\d\d-\d\d$/),
    expect.stringMatching(/^ {2}SHA-1 {4}[0-9A-F:]{59}$/),
    expect.stringMatching(/^ {2}SHA-256 {2}[0-9A-F:]{95}$/),
  ]);
});

test.each<[string, RequestListener, RegExp]>([
  ['a page', (_, response) => response.end('<html>Sign in</html>'), /holds no certificate/],
  ['a page around them', (_, response) => response.end(`<pre>${root}</pre>`), /has more than certificates: "<pre>/],
  [
    'less than was announced',
    (_, response) => response.writeHead(200, { 'content-length': 900 }).write(root, () => response.destroy()),
    /terminated|other side closed|fetch failed/,
  ],
  ['a cut end', (_, response) => response.end(root + root.slice(0, 300)), /begins 2 certificates and has 1 whole/],
  [
    'another address',
    (_, response) => response.writeHead(302, { location: 'https://example.com/x.pem' }).end(root),
    /sends on to https:\/\/example.com\/x.pem, which is not followed/,
  ],
  ['an error', (_, response) => response.writeHead(403).end(root), /answers 403/],
  [
    'authorities of another Region',
    (_, response) => response.end(root + certificate('us-gov-west-1.pem')),
    /not of RDS in il-central-1: Amazon RDS us-gov-west-1/,
  ],
  [
    'an authority of someone else',
    (_, response) => response.end(root + certificate('own.pem')),
    /not of RDS in il-central-1: Own Root CA/,
  ],
  [
    'the certificate of a server',
    (_, response) => response.end(root + certificate('server.crt')),
    /localhost, which is no authority/,
  ],
])('%s is refused', async (_what, answer, says) => {
  await expect(fetched(answer)).rejects.toThrow(says);
});

test('so are authorities that are out of date', async () => {
  await expect(fetched((_, response) => response.end(root)).then(({ pem }) => pem)).resolves.toBe(root);
  const { port } = server!.address() as AddressInfo;
  const later = Date.parse('2130-01-01T00:00:00Z');
  await expect(fetchAuthorities(`http://127.0.0.1:${port}/bundle.pem`, 'il-central-1', later)).rejects.toThrow(
    /no root that is valid now/,
  );
});

test('and a server that no one vouches for', async () => {
  await expect(fetched((_, response) => response.end(root), true)).rejects.toMatchObject({
    cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  });
});
