/** Copies of a run whose wanted version was computed again and compared with them, all right; chosen at random. */
export interface Recomputed {
  readonly looked: number;
  /** How many there are. */
  readonly of: number;
}

/** Of a bound that holds in 19 of 20 samples. */
const DOUBT = 0.05;

/**
 * The least number of wrong ones that such a sample would have shown, but for one time in twenty: none is left out
 * twice, so it is hypergeometric. 1 where all were looked at, and one more than there are where none was.
 */
export function fewerWrongThan({ looked, of }: Recomputed): number {
  if (looked === 0) return of + 1;
  let wrong = 0;
  for (let unseen = 1; unseen > DOUBT; wrong++) unseen *= Math.max(0, of - looked - wrong) / (of - wrong);
  return wrong;
}

/** `412 of 9000 copies computed again: with 95 % certainty fewer than 65 are wrong` */
export function sayRecomputed(recomputed: Recomputed): string {
  const { looked, of } = recomputed;
  if (of === 0) return 'no copies to compute again';
  if (looked === of) return `${of} of ${of} copies computed again`;
  return `${looked} of ${of} copies, chosen at random, computed again: with 95 % certainty fewer than ${fewerWrongThan(recomputed)} are wrong`;
}
