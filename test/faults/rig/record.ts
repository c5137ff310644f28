import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { z } from 'zod';

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

export function record({ stages }: { stages: readonly { outcome: string; broken: readonly string[] }[] }): void {
  const file = process.env[RECORD_VARIABLE];
  if (file === undefined) return;
  const line: RecordLine = {
    test: expect.getState().currentTestName ?? '',
    outcome: stages.map(({ outcome }) => outcome).join(' → '),
    broken: stages.flatMap(({ broken }) => broken).length,
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
