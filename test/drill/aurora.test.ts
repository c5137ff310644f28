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

describe('a drill with a cluster that no setting of its source reaches', () => {
  const LOST = [
    'subnetGroup',
    'securityGroups',
    'clusterParameterGroup',
    'deletionProtection',
    'iamAuthentication',
    'storageType',
    'logExports',
    'copyTagsToSnapshot',
    'maintenanceWindow',
    'instance1.parameterGroup',
    'instance1.promotionTier',
    'instance1.monitoringIntervalSeconds',
    'instance1.monitoringRole',
    'instance2.parameterGroup',
    'instance2.promotionTier',
  ];
  const fault = ['--lectures', '6', '--database', 'aurora', '--fault', 'settings-lost'];
  const drill = new CommandLine(['drill', ...fault, '--json', '{}/result.json']);
  let ended: Ended;
  beforeAll(async () => {
    ended = await drill.ended;
  });
  afterAll(() => drill.remove());

  test('F32 ends red, and names every one of them: of the cluster, of its writer and of its reader', () => {
    const { verdict, failure } = drill.result() as {
      verdict: string;
      failure: { step: string; error: string; cause: string };
    };
    expect([ended.exitCode, verdict, failure.step, failure.error]).toEqual([
      1,
      'failed',
      'ConfigureDatabase',
      'DatabaseDiffers',
    ]);
    const named = [...failure.cause.matchAll(/`([^`]+)`: the source has/g)].map(([, setting]) => setting);
    expect(named).toEqual(LOST);
  });

  test('leaves production frozen and whole', () => {
    const { outsideCheck } = drill.result() as { outsideCheck: { outcome: string } };
    expect(outsideCheck.outcome).toBe('passed');
    expect(drill.left()).toEqual([]);
  });
});
