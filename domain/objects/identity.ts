import type { Acl } from './acl';
import { isMultipart } from './entry';

/** What a store tells of one version without giving its bytes. */
export interface ObjectDescription {
  readonly versionId: string;
  readonly etag: string;
  readonly size: number;
  readonly parts?: number;
  readonly storageClass?: string;
  readonly encryption?: string;
  readonly encryptionKey?: string;
  readonly bucketKey?: boolean;
  readonly checksums: Readonly<Record<string, string>>;
  /** FULL_OBJECT or COMPOSITE. */
  readonly checksumType?: string;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly websiteRedirect?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tagCount: number;
  /** Where the bucket allows any, and it was asked for. */
  readonly acl?: Acl;
  readonly lock?: { readonly mode?: string; readonly until?: string; readonly legalHold?: string };
}

/** What a reader of the object would notice, apart from the bytes. */
const VISIBLE = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'expires',
  'websiteRedirect',
  'storageClass',
  'encryption',
  'encryptionKey',
  'tagCount',
] as const;

/** `undecided`: neither ETag nor checksum can tell, the bytes have to be read. */
export type Sameness = 'same' | 'different' | 'undecided';

/** Are the properties of two versions the same, bytes and tags apart? Names the first that differs. */
export function differingProperty(a: ObjectDescription, b: ObjectDescription): string | null {
  if (a.size !== b.size) return 'size';
  const property = VISIBLE.find((name) => a[name] !== b[name]);
  if (property !== undefined) return property;
  return sameRecord(a.metadata, b.metadata) ? null : 'metadata';
}

/**
 * Are the bytes of two versions of one size the same? Equal ETags say yes: an MD5 of the bytes, or of the parts. Unequal
 * ones say no only where both are plain MD5s, that is neither encrypted with a key of KMS nor uploaded in parts.
 * Otherwise a checksum over the whole object that both have decides.
 */
export function sameBytes(a: ObjectDescription, b: ObjectDescription): Sameness {
  const plain = isPlainMd5(a) && isPlainMd5(b);
  if (a.etag === b.etag && (plain || (isMultipart(a) && !isKms(a) && !isKms(b)))) return 'same';
  if (plain) return 'different';
  const comparable = a.checksumType !== 'COMPOSITE' && b.checksumType !== 'COMPOSITE';
  const shared = comparable ? Object.keys(a.checksums).find((name) => b.checksums[name] !== undefined) : undefined;
  if (shared !== undefined) return a.checksums[shared] === b.checksums[shared] ? 'same' : 'different';
  return a.versionId === b.versionId ? 'same' : 'undecided';
}

function isPlainMd5(object: ObjectDescription): boolean {
  return !isMultipart(object) && !isKms(object);
}

function isKms(object: ObjectDescription): boolean {
  return object.encryption?.startsWith('aws:kms') ?? false;
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
