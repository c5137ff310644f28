/** How far a relation was looked at. */
export interface HowFar {
  readonly rows: number;
  /** What it has, as far as the part that was looked at tells. */
  readonly about: number;
}

/** @param part of its pages, 0 to 1 */
export const howFar = (rows: number, part: number): HowFar => ({
  rows,
  about: part > 0 ? Math.max(rows, Math.round(rows / part)) : rows,
});

/** `3,200,000 of about 9,000,000 rows` */
export function sayHowFar({ rows, about }: HowFar): string {
  return about > rows ? `${grouped(rows)} of about ${grouped(about)} rows` : `${grouped(rows)} rows`;
}

const grouped = (number: number): string => number.toLocaleString('en-US');
