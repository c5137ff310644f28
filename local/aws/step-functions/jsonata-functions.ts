import { createHash, randomUUID } from 'node:crypto';

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The functions that Step Functions adds to JSONata, with their JSONata signatures. */
export const STEP_FUNCTIONS = [
  { name: 'partition', signature: '<an:a>', run: partition },
  { name: 'range', signature: '<nnn:a>', run: range },
  { name: 'hash', signature: '<ss:s>', run: hash },
  { name: 'random', signature: '<n?:n>', run: random },
  { name: 'uuid', signature: '<:s>', run: () => randomUUID() },
  { name: 'parse', signature: '<s:x>', run: (text: string): unknown => JSON.parse(text) },
] as const;

/** JSONata's, but Step Functions has no `$eval`. */
export const FORBIDDEN_FUNCTIONS = ['eval'];

function partition(items: readonly unknown[], size: number): unknown[][] {
  if (!Number.isInteger(size) || size < 1) throw new Error(`$partition needs a whole chunk size above 0, not ${size}`);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Both ends inclusive. */
function range(first: number, last: number, step: number): number[] {
  const length = Math.floor((last - first) / step) + 1;
  if (!(step !== 0) || !Number.isFinite(length)) throw new Error('$range needs a step other than 0');
  if (length > 1000) throw new Error(`$range makes at most 1000 items, not ${length}`);
  return Array.from({ length: Math.max(0, length) }, (_, at) => first + at * step);
}

function hash(data: string, algorithm: string): string {
  const known = HASHES[algorithm];
  if (!known) throw new Error(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
  return createHash(known).update(data).digest('hex');
}

/** From 0 (inclusive) to 1; the same for the same seed. */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}
