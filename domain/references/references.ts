import type { Location } from '../workflow/workflow';

/** A text column whose values are paths of objects. `table` may carry a schema: `public.artifacts`. */
export interface Reference {
  readonly table: string;
  readonly column: string;
  /** True where a deployment may lack it. What is named without this must exist. */
  readonly optional?: boolean;
  /** Beginnings of values that point elsewhere on purpose, as `s3://another-bucket/`. Any other such value fails. */
  readonly elsewhere?: readonly string[];
}

/** What the backend of Pegasus wrote before it had a bucket. */
const PEGASUS_ELSEWHERE: readonly string[] = ['gs://', '/data/'];

const pegasus = (table: string, column: string): Reference => ({
  table,
  column,
  optional: true,
  elsewhere: PEGASUS_ELSEWHERE,
});

/** Where Pegasus keeps paths. Not every deployment has every table. */
export const PEGASUS_REFERENCES: readonly Reference[] = [
  pegasus('lectures', 'audio_path'),
  pegasus('lectures', 'transcript_path'),
  pegasus('artifacts', 'storage_path'),
  pegasus('exports', 'storage_path'),
  pegasus('context_files', 'file_path'),
];

export function referenceName({ table, column }: Pick<Reference, 'table' | 'column'>): string {
  return `${table}.${column}`;
}

/**
 * Reads the references of a handler's environment.
 * @throws Error saying what was found
 */
export function parseReferences(text: string): readonly Reference[] {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value) && value.length > 0 && value.every(isReference)) return value;
  throw new Error(
    `The references are ${text.slice(0, 200)}; they must be a list such as [{"table":"artifacts","column":"storage_path"}], ` +
      'each with `optional` (true or false) and `elsewhere` (a list of beginnings of values that point elsewhere) where needed.',
  );
}

/** What a stored path means for one protected location; whatever is not here is reported, never skipped. */
export type StoredPath =
  | { readonly kind: 'here'; readonly key: string }
  | { readonly kind: 'elsewhere'; readonly why: string };

/** Exact: nothing in a path is decoded or normalised, because every character of a key counts. */
export function readStoredPath(path: string, here: Location): StoredPath {
  const [, bucket, key] = /^s3:\/\/([^/]*)\/(.*)$/s.exec(path) ?? [];
  if (bucket === undefined || key === undefined) return { kind: 'elsewhere', why: 'not an S3 path' };
  if (bucket !== here.bucket) return { kind: 'elsewhere', why: `in the bucket ${bucket}` };
  if (key === '') return { kind: 'elsewhere', why: 'without a key' };
  if (!key.startsWith(here.prefix)) return { kind: 'elsewhere', why: `outside of the prefix ${here.prefix}` };
  return { kind: 'here', key };
}

/** Whether a value that is not here may be so. */
export const isDeclared = (path: string, { elsewhere = [] }: Pick<Reference, 'elsewhere'>): boolean =>
  elsewhere.some((beginning) => path.startsWith(beginning));

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  table: isName,
  column: isName,
  optional: (value) => typeof value === 'boolean',
  elsewhere: (value) => Array.isArray(value) && value.every(isName),
};

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null || !('table' in value) || !('column' in value)) return false;
  return Object.entries(value).every(([field, given]) => FIELDS[field]?.(given) ?? false);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
