import { INSTANCE_RULES } from '../../../domain/database/instance';
import {
  compareSettings,
  type DatabaseSettings,
  sayDifference,
  wantedSettings,
  withDrillSecurityGroup,
} from '../../../domain/database/settings';
import { SETTINGS } from './settings-fixture';

const compare = (found: DatabaseSettings, wanted: DatabaseSettings = SETTINGS) =>
  compareSettings(INSTANCE_RULES, wanted, { ...SETTINGS, ...found });

describe('the comparison with the source', () => {
  test('finds nothing where nothing differs', () => expect(compare({})).toEqual([]));

  test('F32 finds every default that RDS gives a restored database', () => {
    const defaults: DatabaseSettings = {
      parameterGroup: 'default.postgres16',
      securityGroups: ['sg-default'],
      subnetGroup: 'default',
      multiAz: false,
      deletionProtection: false,
      iamAuthentication: false,
    };
    const found = compare(defaults).filter(({ waiver }) => waiver === null);
    expect(found.map(({ setting }) => setting).sort()).toEqual(Object.keys(defaults).sort());
  });

  test('says what the source has and what was found', () =>
    expect(compare({ multiAz: false }).map(sayDifference)).toEqual([
      '`multiAz`: the source has true, the restored database false',
    ]));

  test.each([
    ['engineVersion', '15.8'],
    ['kmsKey', 'another'],
    ['masterUsername', 'somebody'],
  ] as const)('knows that %s comes with the data and cannot be modified', (setting, value) =>
    expect(compare({ [setting]: value })).toMatchObject([{ setting, modifiable: false, waiver: null }]),
  );

  test('waives the size of the storage, with the reason', () =>
    expect(compare({ allocatedStorage: 50 })).toMatchObject([{ waiver: expect.stringContaining('recovery point') }]));

  test.each([
    ['F78 waives a key of another region', 'arn:aws:kms:us-east-1:1:key/copy', expect.stringContaining('region')],
    ['does not waive another key of the same region', 'arn:aws:kms:eu-west-1:1:key/other', null],
    ['does not waive a key that is missing', null, null],
  ])('%s', (_what, kmsKey, waiver) => expect(compare({ kmsKey })).toMatchObject([{ setting: 'kmsKey', waiver }]));

  test('waives the backup window only of a database that keeps no backups', () => {
    const drill = wantedSettings(INSTANCE_RULES, SETTINGS, 'drill');
    const window = { backupWindow: '01:00-01:30' };
    expect(compare({ ...drill, ...window }, drill)).toMatchObject([{ waiver: expect.any(String) }]);
    expect(compare(window)).toMatchObject([{ waiver: null }]);
  });
});

describe('what is wanted', () => {
  test('is the source, in an incident', () =>
    expect(wantedSettings(INSTANCE_RULES, SETTINGS, 'incident')).toBe(SETTINGS));

  test('is kept away from everybody in a drill with a security group of its own, and only there', () => {
    const rules = withDrillSecurityGroup(INSTANCE_RULES, 'sg-drill');
    expect(wantedSettings(rules, SETTINGS, 'drill').securityGroups).toEqual(['sg-drill']);
    expect(wantedSettings(INSTANCE_RULES, SETTINGS, 'drill').securityGroups).toEqual(SETTINGS.securityGroups);
    expect(wantedSettings(rules, SETTINGS, 'incident')).toEqual(SETTINGS);
  });

  test('can be deleted again, in a drill', () =>
    expect(wantedSettings(INSTANCE_RULES, SETTINGS, 'drill')).toMatchObject({
      deletionProtection: false,
      multiAz: false,
    }));
});
