import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine, type Ended } from './command-line';

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
