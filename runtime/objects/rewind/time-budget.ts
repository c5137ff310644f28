import type { LambdaContext } from '../../../lambda/step-handler';

/** Listers at once: listing waits for the store most of the time. */
export const LISTERS = 8;

/** What is kept for writing the last parts and the cursor. */
const RESERVE_MS = 60_000;

/** Is there time for another page? */
export function timeIn(context: LambdaContext): () => boolean {
  return () => context.getRemainingTimeInMillis() > RESERVE_MS;
}
