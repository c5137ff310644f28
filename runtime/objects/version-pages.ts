import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { HttpResponse } from '@smithy/types';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { named } from '../../domain/workflow/named';
import type { Location } from '../../domain/workflow/workflow';
import { type VersionPage, VersionScanner } from './version-scanner';

export interface PageRequest {
  readonly keyMarker?: string;
  readonly versionIdMarker?: string;
  /** @default 1000, S3's own limit */
  readonly maxKeys?: number;
  readonly delimiter?: string;
}

/** A page, and the store's own clock when it was answered (milliseconds). */
export type DatedPage = VersionPage & { readonly date: number };

/**
 * Lists one page of versions. Requests, credentials, endpoints and retries are the SDK's; the body is taken from it
 * before its deserialiser and read as a stream. A reset in the middle of the body is retried like any other.
 */
export async function listVersionPage(client: S3Client, location: Location, request: PageRequest): Promise<DatedPage> {
  const command = new ListObjectVersionsCommand({
    Bucket: location.bucket,
    Prefix: location.prefix,
    KeyMarker: request.keyMarker,
    VersionIdMarker: request.versionIdMarker,
    MaxKeys: request.maxKeys,
    Delimiter: request.delimiter,
    EncodingType: 'url',
    OptionalObjectAttributes: ['RestoreStatus'],
  });
  let page: VersionPage | undefined;
  let date = 0;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as HttpResponse;
      if (response.statusCode !== 200) return result;
      assertStoredTimes(response.headers.server, location);
      page = await scan(response.body);
      date = Date.parse(response.headers.date ?? '') || Date.now();
      response.body = EMPTY_ANSWER;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'readVersionsInStoredOrder' },
  );
  await client.send(command);
  assertAskedFor(page!, location);
  return { ...progressing(page!, request), date };
}

/** All of them: one page may hold markers alone. */
export async function* versionPages(client: S3Client, location: Location): AsyncGenerator<DatedPage> {
  let request: PageRequest | undefined = {};
  while (request !== undefined) {
    const page: DatedPage = await listVersionPage(client, location, request);
    yield page;
    const { isTruncated, nextKeyMarker: keyMarker, nextVersionIdMarker: versionIdMarker } = page;
    request = isTruncated ? { keyMarker, versionIdMarker } : undefined;
  }
}

/** What was not asked for would be rewound, too. */
function assertAskedFor({ entries }: VersionPage, { bucket, prefix }: Location): void {
  const other = entries.find(({ key }) => !key.startsWith(prefix));
  if (other === undefined) return;
  throw new PegasusError(
    ErrorName.LISTING_INCOMPLETE,
    `The store lists \`${named(other.key)}\` in ${bucket}, where it was asked for what begins with \`${prefix}\`: what is there cannot be derived from its list. Use a store that lists versions as S3 does, or ask what lies between.`,
  );
}

/**
 * versitygw gives a version the time at which it was superseded. Mostly the order of the times betrays it (see
 * ListingGuard); where a key was written twice only, the list looks whole and is wrong, so it is known by its name.
 */
function assertStoredTimes(server: string | undefined, { bucket, prefix }: Location): void {
  if (!/versitygw/i.test(server ?? '')) return;
  throw new PegasusError(
    ErrorName.LISTING_INCOMPLETE,
    `The store (${server}) shows for \`${bucket}/${prefix}\` when a version was superseded, not when it was stored: what was there at a time cannot be derived from its list. Use a store that lists versions as S3 does.`,
  );
}

const EMPTY_ANSWER = Buffer.from('<ListVersionsResult></ListVersionsResult>');

async function scan(body: AsyncIterable<Uint8Array>): Promise<VersionPage> {
  const scanner = new VersionScanner();
  const decoder = new TextDecoder();
  for await (const chunk of body) scanner.write(decoder.decode(chunk, { stream: true }));
  scanner.write(decoder.decode());
  return scanner.finish();
}

/** A listing that does not move on would never end, or end early: both are errors. */
function progressing(page: VersionPage, request: PageRequest): VersionPage {
  if (!page.isTruncated || request.delimiter !== undefined) return page;
  const { nextKeyMarker, nextVersionIdMarker } = page;
  if (nextKeyMarker === undefined || nextVersionIdMarker === undefined) {
    throw stuck('says that there is more, but not where it goes on');
  }
  if (nextKeyMarker === request.keyMarker && nextVersionIdMarker === request.versionIdMarker) {
    throw stuck(`goes on where it began, at \`${named(nextKeyMarker)}\` (${nextVersionIdMarker})`);
  }
  return page;
}

function stuck(how: string): PegasusError {
  return new PegasusError(
    ErrorName.RETRYABLE,
    `The store's list of versions ${how}: nothing was decided on half a list. Try again, or ask the vendor of the store.`,
  );
}
