import fc from 'fast-check';

/** How many random histories are tried; the full run is 2,000 here and 50 on each other store. */
export const HISTORIES = Number(process.env.HISTORIES ?? 6);

/** The number of the first of them: the full run can be divided. */
const FROM = Number(process.env.HISTORIES_FROM ?? 0);

/** Milliseconds. */
export const PATIENCE = 300_000 + HISTORIES * 10_000;

/** What is written to one key, one after the other; null: deleted. */
type Writes = readonly (string | null)[];

/** What a writer does below a prefix, before a moment and after it. */
export interface History {
  /** A bucket of its own: some stores list a prefix by going through the whole bucket. */
  readonly bucket: string;
  /** For its copies. */
  readonly copies: string;
  readonly prefix: string;
  readonly keys: readonly { readonly key: string; readonly before: Writes; readonly after: Writes }[];
}

/** Bodies by key, without the prefix. */
export type State = Readonly<Record<string, string>>;

/** Nested, so that eight listers divide them; no key is the folder of another, which MinIO refuses. */
const KEYS = ['a/b/1', 'a/b/2', 'a/c', 'b/x y', 'b/x+y', 'c/d/e/f', 'c/d/g', 'd/%2F', 'e/\u00e9/\u{1f600}', 'f'];
/** What is equal must be recognised, what is only as long must not. */
const writes = fc.array(fc.option(fc.constantFrom('x', 'y', 'xx', 'xy'), { nil: null }), { maxLength: 3 });
const keys = fc.uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), before: writes, after: writes }), {
  minLength: 3,
  maxLength: KEYS.length,
  selector: ({ key }) => key,
});

/** The same on every store. */
export function randomHistories(): readonly History[] {
  return fc
    .sample(keys, { numRuns: FROM + HISTORIES, seed: 20261130 })
    .slice(FROM)
    .map((keys, i) => ({ bucket: `histories-${i}`, copies: `copies-${i}`, prefix: `h${i}/`, keys }));
}

/** The oracle: what the writer has left when it had written these, in this order. */
export function left({ keys }: History, ...halves: readonly ('before' | 'after')[]): State {
  const last = keys.map(({ key, ...written }) => [key, halves.flatMap((half) => written[half]).at(-1)] as const);
  return Object.fromEntries(last.filter((one): one is [string, string] => typeof one[1] === 'string'));
}
