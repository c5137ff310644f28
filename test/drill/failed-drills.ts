import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nameDigest } from '../../domain/workflow/named';
import { atOnce } from '../../local/drill/concurrently';
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
    names: new RegExp(
      `${nameDigest('lectures lecture-00000 (audio_path)')} → ${nameDigest('pegasus/audio/lecture-00000.mp3')}`,
    ),
  },
  'corrupted-object': {
    step: 'RunChecks',
    error: 'CheckFailed',
    names: /object bytes \(failed\): which rows and objects, is in the results/,
  },
  'wrong-target-time': {
    step: 'ProveReferences',
    error: 'DanglingReferences',
    names: /references without an object at .*: [0-9a-f]{12} → [0-9a-f]{12}/,
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
  'settings-lost': {
    step: 'ConfigureDatabase',
    error: 'DatabaseDiffers',
    names: new RegExp(
      `in 11 setting\\(s\\): ${[
        'subnetGroup',
        'securityGroups',
        'parameterGroup',
        'multiAz',
        'deletionProtection',
        'iamAuthentication',
        'logExports',
        'copyTagsToSnapshot',
        'maintenanceWindow',
        'performanceInsights',
        'engineLifecycleSupport',
      ]
        .map((setting) => `\`${setting}\`: the source has `)
        .join('.*')}`,
    ),
  },
};

/** Two at a time: each waits for processes to start more than it computes. */
const AT_ONCE = 2;

/** Drills that must fail, and what they must say. */
export function tryFailedDrills(faults: readonly string[]): void {
  describe('a drill with a fault ends red', () => {
    const drills = new Map<string, CommandLine>();

    beforeAll(
      () =>
        atOnce(faults, AT_ONCE, async (name) => {
          const drill = new CommandLine(['drill', '--lectures', '10', '--fault', name, '--json', '{}/result.json']);
          drills.set(name, drill);
          await drill.ended;
        }),
      600_000,
    );
    afterAll(() => {
      for (const drill of drills.values()) drill.remove();
    });

    test.each(faults)('%s', async (name) => {
      const drill = drills.get(name)!;
      const { exitCode } = await drill.ended;
      const { verdict, failure, outsideCheck, ending, dataLossWindow } = drill.result() as {
        ending: { cutOver: string; rewoundTo: string | null };
        dataLossWindow: object | null;
        verdict: string;
        failure: { step: string; error: string; cause: string };
        outsideCheck: { checks: { name: string; outcome: string }[] };
      };
      const { step, error, names } = EXPECTED[name]!;
      expect({ exitCode, verdict, step: failure.step, error: failure.error }).toEqual({
        exitCode: 1,
        verdict: 'failed',
        step,
        error,
      });
      expect(failure.cause).toMatch(names);
      // Nothing is led to a database that is not verified, and no loss is spoken of where there is none.
      expect(JSON.stringify(drill.result())).not.toContain('-db-proxy-targets');
      expect(dataLossWindow !== null).toBe(ending.cutOver !== 'none' || ending.rewoundTo !== null);
      if (step === 'ProveReferences') expect([ending.cutOver, ending.rewoundTo]).toEqual(['none', null]);
      // Held: no version is gone, the source is there, the lock is free, nobody may write.
      expect(outsideCheck.checks.map(({ name: check, outcome }) => `${check}: ${outcome}`)).toEqual([
        'object versions: passed',
        'source database: passed',
        'lock: passed',
        'traffic: passed',
        'other writers: passed',
        'roles: passed',
      ]);
      expect(drill.left()).toEqual([]);
    });
  });
}
