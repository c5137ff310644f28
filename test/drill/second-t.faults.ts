import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { atOnce } from '../../local/drill/concurrently';
import type { DrillResult } from '../../local/drill/result';
import { CommandLine } from './command-line';

/** Two in `npm run faults`; SECOND_T_SEEDS=20 are the figure of a release. */
const SEEDS = Array.from({ length: Number(process.env.SECOND_T_SEEDS ?? 2) }, (_, index) => index + 1);
/** Each waits for processes to start more than it computes. */
const AT_ONCE = 2;

describe('F88 a drill with writers that go on through the second of the target time', () => {
  const drills = new Map<number, CommandLine>();

  beforeAll(
    () =>
      atOnce(SEEDS, AT_ONCE, async (seed) => {
        const drill = new CommandLine(['drill', '--lectures', '8', '--seed', String(seed), '--json', '{}/result.json']);
        drills.set(seed, drill);
        await drill.ended;
      }),
    1_800_000,
  );
  afterAll(() => {
    for (const drill of drills.values()) drill.remove();
  });

  test.each(SEEDS)(
    'seed %i: no wrong row, no wrong object, the right keys listed, at the right moment',
    async (seed) => {
      const drill = drills.get(seed)!;
      const { exitCode } = await drill.ended;
      const { failure, attempts, reached, targetTime, unsettled, outsideCheck } =
        drill.result() as unknown as DrillResult;
      expect([exitCode, failure, attempts.length, reached]).toEqual([0, null, 1, targetTime]);
      const outcome = new Map(outsideCheck.checks.map((check) => [check.name, check.outcome]));
      expect(['every row', 'every object', 'unsettled keys'].map((name) => outcome.get(name))).toEqual(
        Array(3).fill('passed'),
      );
      // Writers overwrite keys in every second: a list without any would prove nothing.
      expect(unsettled?.keys).toBeGreaterThan(0);
    },
  );
});
