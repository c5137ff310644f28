import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, type Ended } from './command-line';

describe('an isolated drill', () => {
  const drill = new CommandLine(['drill', '--isolated', '--lectures', '8', '--json', '{}/result.json']);
  let ended: Ended;

  beforeAll(async () => {
    ended = await drill.ended;
  });
  afterAll(() => drill.remove());

  test('is verified without a target time being given, and leaves nothing over', () => {
    expect([ended.exitCode, ended.errors]).toEqual([0, '']);
    expect(drill.result()).toMatchObject({
      verdict: 'verified',
      mode: 'drill',
      traffic: null,
      leftovers: [],
      databasesDeleted: [expect.stringMatching(/^pegasus-production-[0-9a-f]{8}-a1$/)],
      objects: { copied: 0, marked: 0 },
      references: { dangling: 0, checked: expect.any(Number) },
    });
  });

  test('the drill application has run against its database', () => {
    const { checks } = drill.result() as { checks: { name: string; outcome: string; observed: string }[] };
    expect(checks.filter(({ name }) => name.startsWith('drill application'))).toEqual([
      expect.objectContaining({ outcome: 'passed', observed: 'started, 1 checks of its own' }),
      expect.objectContaining({
        name: 'drill application: database',
        outcome: 'passed',
        observed: 'pegasus answers',
      }),
    ]);
  });

  test('neither freezes, nor rewinds, nor cuts over', () => {
    const { steps } = drill.result() as { steps: { name: string }[] };
    expect(steps.map(({ name }) => name)).toEqual([
      'PlanRestore',
      'RestoreDatabase',
      'AwaitDatabase',
      'ConfigureDatabase',
      'PlanObjects',
      'ProveReferences',
      'RunChecks',
      'TearDown',
    ]);
  });

  test('production is the same from outside in every row, byte, version and setting', () => {
    const { outsideCheck } = drill.result() as { outsideCheck: { checks: { name: string; outcome: string }[] } };
    expect(outsideCheck.checks.map(({ name, outcome }) => [name, outcome])).toEqual(
      [
        'every row',
        'every object',
        'every version',
        'databases and their settings',
        'snapshots',
        'automated backups',
        'traffic parameter',
        'other writers',
        'cut-over secret',
        'lock',
        'rows that the drill has proved',
        'security groups of the drill’s database',
      ].map((name) => [name, 'passed']),
    );
  });
});
