/** Milliseconds that are left; negative when the time is over. */
export type TimeLeft = () => number;

export const UNLIMITED: TimeLeft = () => Number.POSITIVE_INFINITY;

/** Of what is left, for the first of so many: what it does not need is the next one's. @returns whether it is over */
export function shareOf(timeLeft: TimeLeft, parts: number): () => boolean {
  const left = timeLeft();
  const end = Math.max(0, left - left / parts);
  return () => timeLeft() < end;
}
