import { createHash } from 'node:crypto';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type { SeedEntry } from '../../../../local/aws/s3/seed';

/** Writes to one key: when (seconds after the beginning), and what. */
export interface Write {
  readonly at: number;
  /** null: deleted. */
  readonly body: string | null;
}

/** Everything that ever happened below a prefix, by key, oldest first. */
export type History = ReadonlyMap<string, readonly Write[]>;

export const BEGINNING = Date.parse('2026-11-23T04:00:00Z');
export const SECONDS = 40;

const HOSTILE = [
  'a',
  'a b',
  'a+b',
  'a%2Fb',
  'e\u0301',
  '\u00e9',
  '\u{1f600}',
  '\uffee',
  'a//b',
  '../x',
  '?x#y',
  '&<">',
  '\u0001',
  ' ',
  'a\nb',
  'a\u2028b',
];

/** Bodies collide often, and so do sizes: what is equal must be recognised, what only looks equal must not. */
const body = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 5, arbitrary: fc.constantFrom('', 'x', 'y', 'xx', 'xy') },
);
const gaps = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 6 }), body }), { minLength: 1, maxLength: 7 });

export const histories: fc.Arbitrary<History> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...HOSTILE), gaps), { maxLength: 6, selector: ([key]) => key })
  .map((keys) => new Map(keys.map(([key, writes]) => [key, timed(writes)])));

function timed(writes: readonly { gap: number; body: string | null }[]): readonly Write[] {
  let at = 0;
  return writes.map(({ gap, body: written }) => {
    at += gap;
    return { at, body: written };
  });
}

/** The oracle: replays everything that was written until then, in the order in which it was. */
export function replay(history: History, until: number): Readonly<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const [key, writes] of history) {
    for (const { at, body: written } of writes) {
      if (at > until) continue;
      if (written === null) delete state[key];
      else state[key] = written;
    }
  }
  return state;
}

export function seedOf(history: History, prefix: string): SeedEntry[] {
  return [...history].map(([key, writes]) => ({
    key: prefix + key,
    versions: writes.map(({ at, body: written }) => {
      const stored = { at: new Date(BEGINNING + at * 1000) };
      return written === null ? { ...stored, deleteMarker: true } : { ...stored, body: written };
    }),
  }));
}

/** What a reader of the bucket finds now, by MD5. */
export async function readNow(client: S3Client, bucket: string, prefix: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token, EncodingType: 'url' }),
    );
    for (const { Key, ETag } of page.Contents ?? []) {
      const key = page.EncodingType === 'url' ? decodeURIComponent(Key!.replaceAll('+', ' ')) : Key!;
      found[key.slice(prefix.length)] = ETag!.replaceAll('"', '');
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return found;
}

export function digests(state: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state).map(([key, text]) => [key, createHash('md5').update(text).digest('hex')]),
  );
}
