import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { RECORD_VARIABLE, type RecordLine } from './record-line';

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
