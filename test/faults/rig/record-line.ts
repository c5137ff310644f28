import * as z from 'zod';

/** What a trial leaves for the table of `npm run faults`: one line each. */
export const recordLine = z.object({
  /** Full name of the test. */
  test: z.string(),
  outcome: z.string(),
  broken: z.number(),
});
export type RecordLine = z.infer<typeof recordLine>;

/** Where to; nobody wants it when tests run by themselves. */
export const RECORD_VARIABLE = 'FAULTS_RECORD';
