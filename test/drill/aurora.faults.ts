import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, type Ended } from './command-line';

describe('a drill with a cluster of Aurora, from a snapshot', () => {
  const drill = new CommandLine([
    'drill',
    '--lectures',
    '10',
    '--database',
    'aurora',
    '--from',
    'snapshot',
    '--json',
    '{}/result.json',
  ]);
  let ended: Ended;
  beforeAll(async () => {
    ended = await drill.ended;
  });
  afterAll(() => drill.remove());

  test('ends verified, with exit code 0', () => {
    expect([ended.exitCode, ended.errors]).toEqual([0, '']);
    expect(drill.result()).toMatchObject({ verdict: 'verified', outsideCheck: { outcome: 'passed' } });
  });

  test('F34, F35 the restored cluster has the instances, the settings and the engine version of its source', () => {
    const { outsideCheck, database } = drill.result() as {
      database: { converged: string[]; waived: string[] };
      outsideCheck: { checks: { name: string; outcome: string; expected: string }[] };
    };
    expect(database.converged).toEqual(['maintenanceWindow', 'dataApi']);
    expect(database.waived).toEqual([
      expect.stringMatching(/^`customEndpoints`: .*pegasus-reports READER: instance2.*make it again/),
    ]);
    expect(outsideCheck.checks).toContainEqual(
      expect.objectContaining({
        name: 'database settings',
        outcome: 'passed',
        expected: expect.stringMatching(/^15 settings/),
      }),
    );
  });
});
