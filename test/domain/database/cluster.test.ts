import { CLUSTER_RULES, differingOf, flatten, memberIdentifier, memberOf } from '../../../domain/database/cluster';
import { classifyClusterStatus, clusterStatus } from '../../../domain/database/cluster-status';
import { compareSettings, wantedSettings, withDrillSecurityGroup } from '../../../domain/database/settings';
import { judgeLook, READY_POLLS } from '../../../domain/database/status';
import { CLUSTER, READER, WRITER } from '../../runtime/database/rds/cluster-fixture';

const writer = (status: string) => ({ status, writer: true });
const reader = (status: string) => ({ status, writer: false });
const state = (status: string, ...members: ReturnType<typeof writer>[]) =>
  clusterStatus({ status, members, expected: 2 });

describe('the status of a cluster with its instances', () => {
  test.each([
    ['F34 without an instance', state('available'), 'wait'],
    ['F34 with fewer instances than its source', state('available', writer('available')), 'wait'],
    ['F34 with instances of which none writes', state('available', reader('available'), reader('available')), 'wait'],
    ['with an instance that is being made', state('available', writer('available'), reader('creating')), 'wait'],
    ['with an instance that has failed', state('available', writer('restore-error'), reader('storage-full')), 'failed'],
    ['that is still being copied', state('creating'), 'wait'],
    ['with an instance that needs help', state('available', writer('storage-full'), reader('creating')), 'held'],
    ['that has lost its key', state('inaccessible-encryption-credentials'), 'held'],
    ['in a status that nobody knows', state('dreaming', writer('available'), reader('available')), 'unknown'],
    ['with all instances', state('available', writer('available'), reader('available')), 'ready'],
  ])('%s (`%s`) means: %s', (_what, status, verdict) => expect(classifyClusterStatus(status)).toBe(verdict));

  test('F34 a cluster that RDS calls available is never ready without an instance, however often one looks', () => {
    const status = state('available');
    let before: { observed: string; polls: number; readyPolls: number } | undefined;
    for (let look = 0; look < READY_POLLS + 3; look++) {
      const verdict = judgeLook({
        status,
        pending: [],
        at: '2026-11-24T05:00:00Z',
        deadline: '2026-11-24T06:00:00Z',
        classify: classifyClusterStatus,
        before,
      });
      if (verdict.outcome !== 'waiting') throw new Error(verdict.outcome);
      before = verdict;
    }
    expect(before).toMatchObject({ observed: 'without-an-instance', readyPolls: 0 });
  });

  test.each(['backtracking', 'failing-over', 'promoting', 'scaling-storage', 'upgrading', 'renaming', 'maintenance'])(
    '%s passes',
    (status) => expect(classifyClusterStatus(status)).toBe('wait'),
  );

  test.each(['cloning-failed', 'migration-failed', 'deleting'])('F28 %s does not', (status) =>
    expect(classifyClusterStatus(status)).toBe('failed'),
  );
});

describe('the settings of a cluster', () => {
  const settings = flatten(CLUSTER, [WRITER, READER]);

  test('are one record, from which each instance can be had again', () => {
    expect(memberOf(settings, 1)).toEqual(WRITER);
    expect(memberOf(settings, 2)).toEqual(READER);
    expect(differingOf(['port', 'instance1.parameterGroup', 'instance12.monitoringRole'], 1)).toEqual([
      'parameterGroup',
    ]);
  });

  test('F32 differ wherever cluster or instance has a default of Aurora', () => {
    const found = flatten(
      { ...CLUSTER, clusterParameterGroup: 'default.aurora-postgresql17', serverlessMinimum: null },
      [WRITER, { ...READER, promotionTier: 1 }],
    );
    expect(compareSettings(CLUSTER_RULES, settings, found)).toMatchObject([
      { setting: 'clusterParameterGroup', modifiable: true },
      { setting: 'serverlessMinimum', modifiable: true },
      { setting: 'instance2.promotionTier', modifiable: true },
    ]);
  });

  test('F35 another engine version is final', () =>
    expect(compareSettings(CLUSTER_RULES, settings, { ...settings, engineVersion: '16.4' })).toMatchObject([
      { setting: 'engineVersion', modifiable: false, waiver: null },
    ]));

  test('an instance that is missing or too many is found', () => {
    const found = flatten({ ...CLUSTER, instances: 1 }, [WRITER]);
    expect(compareSettings(CLUSTER_RULES, settings, found)[0]).toMatchObject({
      setting: 'instances',
      modifiable: false,
    });
    expect(compareSettings(CLUSTER_RULES, found, settings).length).toBeGreaterThan(1);
  });

  test('in a drill are those of a cluster that can be deleted again, with all its instances', () => {
    const drill = wantedSettings(withDrillSecurityGroup(CLUSTER_RULES, 'sg-alone'), settings, 'drill');
    expect(drill).toMatchObject({
      deletionProtection: false,
      backupRetentionDays: 1,
      securityGroups: ['sg-alone'],
      instances: 2,
    });
  });
});

describe('the name of an instance', () => {
  test('is that of its cluster and its place', () => expect(memberIdentifier('pegasus-a1', 2)).toBe('pegasus-a1-2'));

  test.each([60, 61, 62, 63])(
    'of a cluster with %i characters is no longer than RDS allows, and keeps what makes it its own',
    (length) => {
      const cluster = `${'p'.repeat(length - 12)}-12345678-a1`;
      const name = memberIdentifier(cluster, 1);
      expect(name.length).toBeLessThanOrEqual(63);
      expect(name).toMatch(/^p+-12345678-a1-1$/);
    },
  );
});
