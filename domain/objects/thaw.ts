import { ErrorName, PegasusError } from '../workflow/errors';
import { THAW_TIERS, type Thaw, type ThawTier } from '../workflow/workflow';
import { ARCHIVE_KINDS, type Archive, COPY_PER_GIGABYTE_MONTH, FIGURES_FROM, THAW_FIGURES } from './archives';

/** What lies in each archive. */
export type Archived = Readonly<Partial<Record<Archive, { readonly objects: number; readonly bytes: number }>>>;

export interface ThawEstimate {
  /** The slowest archive decides. */
  readonly minutes: readonly [least: number, most: number];
  /** US dollars: requests, retrieval, and the copies while they are kept. */
  readonly dollars: number;
}

const GIGABYTE = 1024 ** 3;
const MONTH_DAYS = 30;

export function addArchived(archived: Archived, archive: Archive, { objects, bytes }: Sum): Archived {
  const before = archived[archive] ?? { objects: 0, bytes: 0 };
  return { ...archived, [archive]: { objects: before.objects + objects, bytes: before.bytes + bytes } };
}

type Sum = { readonly objects: number; readonly bytes: number };

/** Of all archives together. */
export function archivedIn(archived: Archived): Sum {
  const sums = Object.values(archived);
  const sum = (of: keyof Sum) => sums.reduce((total, one) => total + one[of], 0);
  return { objects: sum('objects'), bytes: sum('bytes') };
}

/** @returns undefined where the tier does not exist for one of the archives, or nothing is archived */
export function estimateThaw(archived: Archived, { tier, days }: Thaw): ThawEstimate | undefined {
  const found = ARCHIVE_KINDS.filter((archive) => archived[archive] !== undefined);
  let minutes: readonly [number, number] | undefined;
  let dollars = 0;
  for (const archive of found) {
    const figures = THAW_FIGURES[archive][tier];
    if (figures === undefined) return undefined;
    const { objects, bytes } = archived[archive]!;
    const kept = isClass(archive) ? (COPY_PER_GIGABYTE_MONTH * days) / MONTH_DAYS : 0;
    dollars += (objects / 1000) * figures.perThousandRequests + (bytes / GIGABYTE) * (figures.perGigabyte + kept);
    minutes = minutes === undefined || figures.minutes[1] > minutes[1] ? figures.minutes : minutes;
  }
  return minutes && { minutes, dollars };
}

/** From a storage class a copy is made for some days; from a tier of INTELLIGENT_TIERING the object moves for good. */
export const isClass = (archive: Archive): boolean => archive === 'GLACIER' || archive === 'DEEP_ARCHIVE';

/** @throws InvalidRequest when the tier does not exist for what is archived */
export function assertCanThaw(archived: Archived, thaw: Thaw): void {
  const without = ARCHIVE_KINDS.filter(
    (one) => archived[one] !== undefined && THAW_FIGURES[one][thaw.tier] === undefined,
  );
  if (without.length === 0) return;
  const others = THAW_TIERS.filter((tier) => estimateThaw(archived, { ...thaw, tier }) !== undefined);
  throw new PegasusError(
    ErrorName.INVALID_REQUEST,
    `\`thaw\` is ${thaw.tier}, and of ${sayArchived(archived)} those in ${without.join(' and ')} cannot be thawed so. Use ${others.join(' or ')}. Nothing has been thawed.`,
  );
}

/** `3 objects (2.0 GiB): 2 in GLACIER, 1 in DEEP_ARCHIVE` */
export function sayArchived(archived: Archived): string {
  const { objects, bytes } = archivedIn(archived);
  const each = ARCHIVE_KINDS.flatMap((archive) => {
    const found = archived[archive];
    return found === undefined ? [] : [`${found.objects} in ${archive}`];
  });
  return `${objects} ${objects === 1 ? 'object' : 'objects'} (${bytes} bytes): ${each.join(', ')}`;
}

/** `standard: 3 to 12 hours, about $0.04` of each tier that there is. */
export function sayThaws(archived: Archived, days: number): string[] {
  return THAW_TIERS.map((tier) => sayThaw(archived, { tier, days }));
}

export function sayThaw(archived: Archived, thaw: Thaw): string {
  const estimate = estimateThaw(archived, thaw);
  if (estimate === undefined) return `${thaw.tier}: not possible from there`;
  return `${thaw.tier}: ${sayMinutes(estimate.minutes)}, ${sayDollars(estimate.dollars)} with the copies for ${thaw.days} days`;
}

/** What the figures are worth. */
export const FIGURES_ARE = `times as S3 documents them; ${FIGURES_FROM}, other Regions differ`;

/** The most that S3 documents, and half as much again, at least an hour: then it is not slow, it has failed. */
export function patienceMinutes({ minutes }: ThawEstimate): number {
  return Math.max(60, minutes[1] * 1.5);
}

/** The longest that any of them may take, for a run that may have to wait for it. */
export const LONGEST_PATIENCE_HOURS = 72;

export const sayMinutes = ([least, most]: ThawEstimate['minutes']): string =>
  most < 60 ? `${least} to ${most} minutes` : `${least / 60} to ${most / 60} hours`;

const sayDollars = (dollars: number): string =>
  dollars === 0 ? 'free of charge' : dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;

/** How often the state machine looks: S3 has no event that it could wait for without another service. */
export const LOOK_SECONDS: Readonly<Record<ThawTier, number>> = { expedited: 60, standard: 900, bulk: 900 };
