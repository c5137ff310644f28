import * as z from 'zod';
import type { Choices, Means, ObjectAction } from '../../../domain/objects/action';
import { ARCHIVE_KINDS } from '../../../domain/objects/archives';
import type { ArchivedSource } from './archived-sources';

/** What one action part came to; a file of `results/`. */
export interface PartResult {
  readonly part: string;
  readonly copied: number;
  readonly marked: number;
  /** How many of these an earlier try had done. */
  readonly found: number;
  readonly failed: readonly FailedKey[];
}

export interface FailedKey {
  readonly key: string;
  readonly error: string;
  /** A writer writes although writes are frozen. */
  readonly escaped?: true;
  /** The version to copy from is not there any more. */
  readonly gone?: true;
}

/** A line of `ambiguous/`. Two nulls: rows have no say, the plan has decided already. */
export interface AmbiguousLine extends Choices {
  readonly key: string;
  readonly reason: string;
  readonly means: Means;
  /** Ids of the versions that it may have held; the first one is taken where a row refers to the key. */
  readonly versions: readonly string[];
}

const count = z.number().int().nonnegative();
const key = z.string().min(1);
const before = z.object({
  versionId: z.string(),
  kind: z.enum(['version', 'marker']),
  etag: z.string().optional(),
  size: count.optional(),
  storageClass: z.string().optional(),
});
const action: z.ZodType<ObjectAction> = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('copy'),
    key,
    from: key.optional(),
    versionId: z.string().min(1),
    etag: z.string(),
    size: count,
    storageClass: z.string().optional(),
    restoreAs: z.string().optional(),
    current: before.nullable(),
  }),
  z.object({ action: z.literal('mark'), key, current: before }),
]);
const ambiguous: z.ZodType<AmbiguousLine> = z.object({
  key,
  reason: z.string(),
  means: z.object({ include: z.string(), exclude: z.string() }),
  versions: z.array(z.string()),
  ifReferenced: action.nullable(),
  ifNot: action.nullable().optional(),
});
const written = z.object({ key, versionId: z.string() });
const result: z.ZodType<PartResult> = z.object({
  part: z.string(),
  copied: count,
  marked: count,
  found: count,
  failed: z.array(
    z.object({ key, error: z.string(), escaped: z.literal(true).optional(), gone: z.literal(true).optional() }),
  ),
});
const archived: z.ZodType<ArchivedSource> = z.object({
  key,
  versionId: z.string(),
  size: count,
  archive: z.enum(ARCHIVE_KINDS),
});

/** A line of `written/`: what now stands at the key, by this run. */
export type WrittenLine = z.infer<typeof written>;

// What a rewind writes line by line, and reads back.
export const parseAction = (value: unknown): ObjectAction => action.parse(value);
export const parseAmbiguous = (value: unknown): AmbiguousLine => ambiguous.parse(value);
export const parseArchived = (value: unknown): ArchivedSource => archived.parse(value);
export const parseReferenced = (value: unknown): { readonly key: string } => z.object({ key }).parse(value);
export const parseResult = (value: unknown): PartResult => result.parse(value);
export const parseWritten = (value: unknown): WrittenLine => written.parse(value);
