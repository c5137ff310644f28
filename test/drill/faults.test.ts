import { afterAll, describe, expect, test } from '@jest/globals';
import { FAULTS } from '../../local/drill/faults/faults';
import { CommandLine } from './command-line';

interface Expected {
  readonly step: string;
  readonly error: string;
  /** What the cause must name. */
  readonly names: RegExp;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  'missing-object': {
    step: 'ProveReferences',
    error: 'DanglingReferences',
    names: /lectures lecture-00000 \(audio_path\) → pegasus\/audio\/lecture-00000\.mp3/,
  },
  'corrupted-object': {
    step: 'RunChecks',
    error: 'CheckFailed',
    names: /object bytes \(failed\): "pegasus\/audio\/lecture-00000\.mp3"/,
  },
  'wrong-target-time': {
    step: 'ProveReferences',
    error: 'DanglingReferences',
    names: /references have no object at .*: (lectures|artifacts|exports|context_files) \S+ \(\w+\) → pegasus\//,
  },
  'failing-health': {
    step: 'RunChecks',
    error: 'CheckFailed',
    names: /readiness \(failed\): .*the schema is at 9999_from_the_future\.sql/,
  },
  'failing-smoke-job': {
    step: 'RunSmokeJob',
    error: 'SmokeJobFailed',
    names: /generate` failed: artifacts are refused by a forgotten trigger/,
  },
};

describe('a drill with a fault ends red', () => {
  const drills: CommandLine[] = [];
  afterAll(() => {
    for (const drill of drills) drill.remove();
  });

  test.each(FAULTS.map(({ name }) => name))(
    '%s',
    async (name) => {
      const drill = new CommandLine(['drill', '--lectures', '10', '--fault', name, '--json', '{}/result.json']);
      drills.push(drill);
      const { exitCode } = await drill.ended;
      const { verdict, failure, outsideCheck } = drill.result() as {
        verdict: string;
        failure: { step: string; error: string; cause: string };
        outsideCheck: { checks: { name: string; outcome: string }[] };
      };
      expect({ exitCode, verdict, step: failure.step, error: failure.error }).toEqual({
        exitCode: 1,
        verdict: 'failed',
        step: EXPECTED[name]?.step,
        error: EXPECTED[name]?.error,
      });
      expect(failure.cause).toMatch(EXPECTED[name]?.names ?? /^$/);
      // Held: no version is gone, the source is there, the lock is free, nobody may write.
      expect(outsideCheck.checks.map(({ name: check, outcome }) => `${check}: ${outcome}`)).toEqual([
        'object versions: passed',
        'source database: passed',
        'lock: passed',
        'traffic: passed',
      ]);
      expect(drill.left()).toEqual([]);
    },
    240_000,
  );
});
