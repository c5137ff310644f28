import { INSTANCE_RULES } from '../../../../domain/database/instance';
import { compareSettings } from '../../../../domain/database/settings';
import { modificationOf, settingsOf } from '../../../../runtime/database/rds/instance-settings';
import { SETTINGS } from '../../../domain/database/settings-fixture';

const modify = (...settings: string[]) => modificationOf(settings, SETTINGS, { ...SETTINGS, logExports: ['upgrade'] });

test('every setting that counts as modifiable has a modification', () => {
  const bare = settingsOf({});
  const modifiable = compareSettings(INSTANCE_RULES, SETTINGS, bare).filter((difference) => difference.modifiable);
  const without = modifiable.filter(({ setting }) => Object.keys(modify(setting)).length === 0);
  expect(without.map(({ setting }) => setting)).toEqual([]);
  expect(modifiable.length).toBeGreaterThan(20);
});

test('one modification puts several settings right', () =>
  expect(modify('multiAz', 'maintenanceWindow')).toEqual({
    MultiAZ: true,
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
  }));

test('log exports are turned on and off', () =>
  expect(modify('logExports')).toEqual({
    CloudwatchLogsExportConfiguration: { EnableLogTypes: ['postgresql'], DisableLogTypes: ['upgrade'] },
  }));

test.each(['performanceInsights', 'databaseInsightsMode'])('%s goes on with mode, key and retention', (setting) =>
  expect(modify(setting)).toEqual({
    DatabaseInsightsMode: 'advanced',
    EnablePerformanceInsights: true,
    PerformanceInsightsKMSKeyId: SETTINGS.performanceInsightsKey,
    PerformanceInsightsRetentionPeriod: 7,
  }),
);

test('what RDS does not say is "not set"', () =>
  expect(settingsOf({})).toMatchObject({ port: null, multiAz: false, securityGroups: [], backupRetentionDays: 0 }));

test.each([
  [399, undefined, undefined],
  [400, 12_000, 400],
])(
  'of gp3 that was restored with %i GiB sets IOPS %s, with the size that it has',
  (allocatedStorage, Iops, AllocatedStorage) => {
    const wanted = { ...SETTINGS, allocatedStorage: 800, iops: 12_000 };
    const modification = modificationOf(['iops'], wanted, { ...SETTINGS, allocatedStorage });
    expect(modification).toMatchObject({ Iops, AllocatedStorage });
  },
);
