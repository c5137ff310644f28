import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import { CLUSTER_RULES } from '../../../../domain/database/cluster';
import { INSTANCE_RULES } from '../../../../domain/database/instance';
import { LEFT_BEHIND } from '../../../../domain/database/left-behind';
import type { DatabaseSettings, SettingRules } from '../../../../domain/database/settings';
import { CLUSTER_FIELDS } from '../../../../runtime/database/rds/cluster-fields';
import { clusterChange, clusterSettings, settingsOfCluster } from '../../../../runtime/database/rds/cluster-settings';
import { INSTANCE_FIELDS } from '../../../../runtime/database/rds/instance-fields';
import { instanceSettings, modificationOf, settingsOf } from '../../../../runtime/database/rds/instance-settings';

const types = join(dirname(require.resolve('@aws-sdk/client-rds/package.json')), 'dist-types', 'models');
const declarations = readdirSync(types)
  .filter((name) => /^models_\d+\.d\.ts$/.test(name))
  .map((name) => readFileSync(join(types, name), 'utf8'))
  .join('\n');

/** The fields of a type of the SDK, as its own file declares them. */
function fieldsOf(type: string): string[] {
  const [, body = ''] = new RegExp(`^export interface ${type} \\{\\n([^]*?)^\\}`, 'm').exec(declarations) ?? [];
  return [...body.matchAll(/^ {4}(\w+)\?: /gm)].map(([, field]) => field!);
}

test.each([
  ['DBInstance', INSTANCE_FIELDS, 80],
  ['DBCluster', CLUSTER_FIELDS, 80],
])('of each field that the SDK has of a %s it is decided what a restore does with it', (type, decided, least) => {
  const fields = fieldsOf(type);
  expect(fields.length).toBeGreaterThan(least);
  expect(Object.keys(decided).sort()).toEqual(fields.sort());
});

/** Something that the field says, and that is no default. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  ActivityStreamStatus: 'started',
  AllocatedStorage: 500,
  BackupRetentionPeriod: 7,
  DBInstanceAutomatedBackupsReplications: [{ DBInstanceAutomatedBackupsArn: 'arn:copy' }],
  DBClusterMembers: undefined,
  DBParameterGroups: [{ DBParameterGroupName: 'sample' }],
  DBSubnetGroup: { DBSubnetGroupName: 'sample' },
  DbInstancePort: 5433,
  DomainMemberships: [{ Domain: 'd-1' }],
  EnabledCloudwatchLogsExports: ['sample'],
  Endpoint: { Port: 5433 },
  LocalWriteForwardingStatus: 'enabled',
  MasterUserSecret: {},
  MonitoringInterval: 60,
  OptionGroupMemberships: [{ OptionGroupName: 'sample' }],
  ProcessorFeatures: [{ Name: 'coreCount', Value: '4' }],
  ReadReplicaDBInstanceIdentifiers: ['sample'],
  ReadReplicaDBClusterIdentifiers: ['sample'],
  ReadReplicaIdentifiers: ['sample'],
  ServerlessV2ScalingConfiguration: { MinCapacity: 1 },
  TagList: [{ Key: 'environment', Value: 'production' }],
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }],
};
const TRUE =
  /^(MultiAZ|PubliclyAccessible|AutoMinor|StorageEncrypted|CopyTags|IAMData|PerformanceInsightsEnabled|Deletion|Dedicated|HttpEnd|VPCNet|Internet)/;
const sampleOf = (field: string): unknown => SAMPLES[field] ?? (TRUE.test(field) ? true : 'sample');

/** Other calls say these: the members and the custom endpoints of a cluster; the name of a stream needs its status. */
const ELSEWHERE = ['DBClusterMembers', 'CustomEndpoints', 'ActivityStreamKinesisStreamName'];
const settingsFor = <Field extends string>(fields: Readonly<Record<Field, object>>): [Field, string][] =>
  (Object.entries(fields) as [Field, { readonly setting?: string }][])
    .filter(([field]) => !ELSEWHERE.includes(field))
    .flatMap(([field, { setting }]) => (setting === undefined ? [] : [[field, setting] as [Field, string]]));

test.each(settingsFor(INSTANCE_FIELDS))('of an instance, %s is read as the setting %s', (field, setting) => {
  const [bare, with1] = [settingsOf({}), settingsOf({ [field]: sampleOf(field) } as DBInstance)];
  expect(Object.keys(bare).filter((name) => differs(bare, with1, name))).toEqual([setting]);
});

test.each(settingsFor(CLUSTER_FIELDS))('of a cluster, %s is read as the setting %s', (field, setting) => {
  const bare = settingsOfCluster({}, [], []);
  const with1 = settingsOfCluster({ [field]: sampleOf(field) } as DBCluster, [], []);
  expect(Object.keys(bare).filter((name) => differs(bare, with1, name))).toEqual([setting]);
});

const differs = (one: DatabaseSettings, other: DatabaseSettings, name: string): boolean =>
  JSON.stringify(one[name]) !== JSON.stringify(other[name]);

/** Comes with the data, can be modified, or is said to be left behind: there is no fourth. */
function undecided(bare: DatabaseSettings, rules: SettingRules, modifies: (setting: string) => object): string[] {
  return Object.keys(bare).filter(
    (setting) =>
      !rules.withTheData.includes(setting) &&
      rules.waiver(setting, bare, bare) === null &&
      Object.keys(modifies(setting)).length === 0,
  );
}

test('each setting of an instance comes with the data, can be modified, or is left behind and said', () => {
  const bare = instanceSettings.parse(settingsOf({}));
  const modifies = (setting: string) => modificationOf([setting], bare, bare);
  expect(undecided(bare, INSTANCE_RULES, modifies)).toEqual([]);
});

test('each setting of a cluster comes with the data, can be modified, or is left behind and said', () => {
  const bare = { ...clusterSettings.parse(settingsOfCluster({}, [], [])), serverlessMinimum: 1 };
  const modifies = (setting: string) =>
    setting === 'dataApi' ? { call: 'EnableHttpEndpoint' } : clusterChange([setting], bare, bare);
  expect(undecided(bare, CLUSTER_RULES, modifies)).toEqual([]);
});

test('nothing is said to be left behind that no database has', () => {
  const all = { ...settingsOf({}), ...settingsOfCluster({}, [], []) };
  expect(Object.keys(LEFT_BEHIND).filter((setting) => !(setting in all))).toEqual([]);
});
