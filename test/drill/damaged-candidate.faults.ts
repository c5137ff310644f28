import { afterAll, expect, test } from '@jest/globals';
import type { DrillResult } from '../../local/drill/result';
import { CommandLine } from './command-line';

const drill = new CommandLine([
  'drill',
  '--lectures',
  '10',
  '--fault',
  'damaged-first-candidate',
  '--json',
  '{}/result.json',
  '--report',
  '{}',
]);
afterAll(() => drill.remove());

test('F59 F87 a first candidate that is damaged climbs to the second, and everything is as it was there', async () => {
  const { exitCode } = await drill.ended;
  const { verdict, failure, attempts } = drill.result() as unknown as DrillResult;
  expect([exitCode, verdict, failure]).toEqual([0, 'verified', null]);
  expect(attempts).toMatchObject([
    {
      point: expect.stringMatching(/^time /),
      failed: {
        step: 'ProveReferences',
        error: 'DanglingReferences',
        cause: expect.stringMatching(/: [0-9a-f]{12} → [0-9a-f]{12}\. /),
      },
      left: { action: 'next', reason: expect.stringContaining('to roll forward: ') },
    },
    { point: expect.stringMatching(/^snapshot before-the-release of /), failed: null },
  ]);
  const { askedFor, reached, targetTime, candidate, summary, recoveryPointSeconds } =
    drill.result() as unknown as DrillResult;
  expect(candidate).toMatchObject({ isAskedFor: false, time: reached });
  expect([askedFor, reached! > targetTime!, recoveryPointSeconds! >= 0]).toEqual([`time ${targetTime}`, true, true]);
  expect(summary).toContain(`back to ${reached} (${candidate!.point}; asked for ${askedFor})`);
});
