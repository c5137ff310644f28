import type { Location } from '../workflow/workflow';
import { Unfit } from './unfit';

/** Names of general purpose buckets, and aliases of access points. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * A location, one meaning everywhere: `s3://bucket/prefix` is the folder `prefix/`, with and without its last slash. So
 * `pegasus` never takes what merely begins like it (`pegasus-old/`), and no key gets two slashes.
 */
export function location(text: string): Location {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) throw new Unfit('must be a location, as s3://bucket/prefix/');
  return { bucket: bucketName(bucket), prefix: folder(prefix) };
}

/** A bucket by its name, or as `s3://bucket/prefix`. @returns no prefix where none is given */
export function bucket(text: string): { readonly bucket: string; readonly prefix?: string } {
  if (!text.includes('/')) return { bucket: bucketName(text) };
  const { prefix, ...rest } = location(text);
  return prefix === '' ? rest : { ...rest, prefix };
}

/** A bucket as a whole. */
export function wholeBucket(text: string): string {
  const { bucket: name, prefix } = bucket(text);
  if (prefix === undefined) return name;
  throw new Unfit('must be a bucket, without a prefix');
}

/** What was typed as a prefix: one that is empty is an empty variable, and not the whole bucket. */
export function prefix(text: string): string {
  if (text.trim() === '') throw new Unfit('must not be empty: leave it out for the whole bucket');
  return folder(text);
}

/** '' is the whole bucket. */
export function folder(text: string): string {
  if (text !== text.trim()) throw new Unfit('must be a prefix without blanks around it, as pegasus/');
  const prefix = text === '' || text.endsWith('/') ? text : `${text}/`;
  if (!prefix.startsWith('/') && !prefix.includes('//') && !prefix.startsWith('s3:')) return prefix;
  throw new Unfit('must be a prefix that neither begins with a slash nor has two in a row, as pegasus/');
}

function bucketName(text: string): string {
  if (BUCKET.test(text)) return text;
  throw new Unfit('must name a bucket (3 to 63 lower-case letters, digits, `.` and `-`), as bucket or s3://bucket');
}
