import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';
import { ObjectVersions } from '../../../runtime/objects/object-versions';
import { listVersionPage } from '../../../runtime/objects/version-pages';

/** A client whose store answers with these bodies, one after the other. */
function clientOf(...bodies: (string | Error)[]) {
  let next = 0;
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: async () => {
        const answer = bodies[Math.min(next++, bodies.length - 1)]!;
        async function* body() {
          yield Buffer.from(answer instanceof Error ? '<ListVersionsResult>' : answer);
          if (answer instanceof Error) throw answer;
        }
        return {
          response: new HttpResponse({ statusCode: 200, headers: { date: DATE, server }, body: Readable.from(body()) }),
        };
      },
    },
  });
  return { client, requests: () => next };
}

let server = 'AmazonS3';
afterEach(() => {
  server = 'AmazonS3';
});

const DATE = 'Mon, 23 Nov 2026 04:00:00 GMT';
const location = { bucket: 'b', prefix: '' };
const page = (content: string) => `<ListVersionsResult>${content}</ListVersionsResult>`;
const truncated = (...markers: string[]) => page(`<IsTruncated>true</IsTruncated>${markers.join('')}`);
const entry = (key: string) =>
  `<Version><Key>${key}</Key><VersionId>v</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-23T04:00:00Z</LastModified></Version>`;

async function all(client: S3Client) {
  const keys: string[] = [];
  for await (const entries of new ObjectVersions(client, location).pages()) keys.push(...entries.map(({ key }) => key));
  return keys;
}

test('F46: more to come, but no marker: an error, not the end', async () => {
  await expect(all(clientOf(truncated('<NextKeyMarker>k</NextKeyMarker>')).client)).rejects.toThrow(
    'not where it goes on',
  );
});

test('F46: a page that leads back to itself is an error, not for ever', async () => {
  const again = truncated('<NextKeyMarker>k</NextKeyMarker>', '<NextVersionIdMarker>v</NextVersionIdMarker>');
  await expect(all(clientOf(again).client)).rejects.toThrow('goes on where it began');
});

describe('F83: a marker names the last entry of its page', () => {
  const next = (key: string, version = 'v') =>
    `<NextKeyMarker>${key}</NextKeyMarker><NextVersionIdMarker>${version}</NextVersionIdMarker>`;

  test.each([
    ['a key', next('b')],
    ['a version of the last key', next('a', 'older')],
  ])('%s that no page lists is refused, with the key', async (_, marker) => {
    const { client } = clientOf(truncated(entry('a'), marker), page(entry('c')));
    await expect(all(client)).rejects.toMatchObject({
      name: 'ListingIncomplete',
      message: expect.stringMatching(/history of `[ab]` in b: it says that it goes on behind/),
    });
  });

  test.each([
    ["MinIO's cache", next('a[minio_cache:v2,return:]'), ['a', 'c'], page(entry('c'))],
    ['the first one that comes next', next('b'), ['a', 'b'], page(entry('b'))],
  ])('%s is no other key', async (_, marker, keys, rest) => {
    expect(await all(clientOf(truncated(entry('a'), marker), rest).client)).toEqual(keys);
  });
});

test('F83: versitygw, whose times say when a version was superseded, is refused by its name', async () => {
  server = 'VERSITYGW';
  await expect(all(clientOf(page(entry('a'))).client)).rejects.toThrow(/The store \(VERSITYGW\) shows for `b\/`/);
});

test('keys out of UTF-8 order are an error: the state would be decided twice', async () => {
  await expect(all(clientOf(page(entry('b') + entry('a'))).client)).rejects.toThrow('UTF-8 binary order');
});

test('a reset in the middle of the body is retried by the SDK', async () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { client, requests } = clientOf(reset, page(entry('k')));
  expect((await listVersionPage(client, location, {})).entries).toHaveLength(1);
  expect(requests()).toBe(2);
});

test("the clock is the store's", async () => {
  expect((await listVersionPage(clientOf(page('')).client, location, {})).date).toBe(Date.parse(DATE));
});
