import { MAX_COPY_BYTES, partSize } from './multipart';

/** What S3 gives one prefix, once it has scaled; a bucket has many. */
export const WRITES_PER_SECOND = 3_500;

/** Entries in one page of a listing. */
const PAGE = 1_000;

/** What a rewind takes, in the units of a bill; prices differ by region and change. */
export interface Estimate {
  readonly listRequests: number;
  readonly headRequests: number;
  readonly copyRequests: number;
  readonly deleteRequests: number;
  /** The least time the writes take on one prefix. */
  readonly seconds: number;
}

export interface Workload {
  readonly versionsListed: number;
  readonly copy: number;
  readonly mark: number;
  /** Sizes over one copy request's limit, each in parts. */
  readonly largeObjectParts: number;
}

/** Listing twice (plan, verify), one look and one copy for each key, markers by the thousand. */
export function estimate(work: Workload): Estimate {
  const copyRequests = work.copy + work.largeObjectParts;
  return {
    listRequests: 2 * Math.max(1, Math.ceil(work.versionsListed / PAGE)),
    headRequests: work.copy,
    copyRequests,
    deleteRequests: Math.ceil(work.mark / PAGE),
    seconds: Math.ceil((copyRequests + work.mark) / WRITES_PER_SECOND),
  };
}

/** Requests beyond the first that a copy of this size takes. */
export function extraRequests(size: number): number {
  return size <= MAX_COPY_BYTES ? 0 : Math.ceil(size / partSize(size)) + 1;
}
