import type { Location } from '../workflow/workflow';

/** A text column whose values are paths of objects. `table` may carry a schema: `public.artifacts`. */
export interface Reference {
  readonly table: string;
  readonly column: string;
}

/** Where Pegasus keeps paths. Not every deployment has every table. */
export const PEGASUS_REFERENCES: readonly Reference[] = [
  { table: 'lectures', column: 'audio_path' },
  { table: 'lectures', column: 'transcript_path' },
  { table: 'artifacts', column: 'storage_path' },
  { table: 'exports', column: 'storage_path' },
  { table: 'context_files', column: 'file_path' },
];

export function referenceName({ table, column }: Reference): string {
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
    `The references are ${text.slice(0, 200)}; they must be a list such as [{"table":"artifacts","column":"storage_path"}].`,
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

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  return 'table' in value && isName(value.table) && 'column' in value && isName(value.column);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
