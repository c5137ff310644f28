import type { ThawTier } from '../workflow/workflow';

/** Where an object must be thawed before it can be read: two storage classes, and two tiers of INTELLIGENT_TIERING. */
export const ARCHIVE_KINDS = ['GLACIER', 'DEEP_ARCHIVE', 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'] as const;
export type Archive = (typeof ARCHIVE_KINDS)[number];

/** What thawing takes, of one archive in one tier. */
export interface ThawFigures {
  /** In words of S3: `typically`. */
  readonly minutes: readonly [least: number, most: number];
  /** US dollars. */
  readonly perThousandRequests: number;
  readonly perGigabyte: number;
}

const HOUR = 60;
const FREE = { perThousandRequests: 0, perGigabyte: 0 };

/** Where the figures below are from, for people: prices differ by Region, and change. */
export const FIGURES_FROM = 'list prices of us-east-1, 2026-11';

/**
 * Times: docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html. Prices: US East (N.
 * Virginia); GLACIER also in repost.aws/knowledge-center/s3-manage-data-retrieval; the requests of DEEP_ARCHIVE and the
 * expedited ones of INTELLIGENT_TIERING from memory of aws.amazon.com/s3/pricing. Read in November 2026. A tier that is
 * missing does not exist there.
 */
export const THAW_FIGURES: Readonly<Record<Archive, Readonly<Partial<Record<ThawTier, ThawFigures>>>>> = {
  GLACIER: {
    expedited: { minutes: [1, 5], perThousandRequests: 10, perGigabyte: 0.03 },
    standard: { minutes: [3 * HOUR, 5 * HOUR], perThousandRequests: 0.05, perGigabyte: 0.01 },
    bulk: { minutes: [5 * HOUR, 12 * HOUR], ...FREE },
  },
  DEEP_ARCHIVE: {
    standard: { minutes: [9 * HOUR, 12 * HOUR], perThousandRequests: 0.1, perGigabyte: 0.02 },
    bulk: { minutes: [12 * HOUR, 48 * HOUR], perThousandRequests: 0.025, perGigabyte: 0.0025 },
  },
  ARCHIVE_ACCESS: {
    expedited: { minutes: [1, 5], perThousandRequests: 10, perGigabyte: 0.03 },
    standard: { minutes: [3 * HOUR, 5 * HOUR], ...FREE },
    bulk: { minutes: [5 * HOUR, 12 * HOUR], ...FREE },
  },
  DEEP_ARCHIVE_ACCESS: {
    standard: { minutes: [9 * HOUR, 12 * HOUR], ...FREE },
    bulk: { minutes: [12 * HOUR, 48 * HOUR], ...FREE },
  },
};

/** A thawed copy is kept in S3 Standard beside the archived object, which is paid on; a tier of INTELLIGENT_TIERING is left. */
export const COPY_PER_GIGABYTE_MONTH = 0.023;

/** In which of the two storage classes it lies; of INTELLIGENT_TIERING the class does not tell. */
export function archiveOf(object: { readonly storageClass?: string; readonly thawed?: boolean }): Archive | undefined {
  if (object.thawed === true) return undefined;
  return ARCHIVE_KINDS.find((archive) => archive === object.storageClass);
}
