import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { environmentsOf } from '../../bin/app-settings';
import { environmentStacks } from '../../bin/environment-stacks';
import { LongTransactions } from '../../lib';

const valid = { baseUrl: 'https://pegasus.example.com' };

test('cdk.json has dev, staging and prod, and they can be used', () => {
  const given = JSON.parse(readFileSync('cdk.json', 'utf8')).context.environments;
  expect(environmentsOf(given, undefined).map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
});

test('one environment is picked by its name', () => {
  expect(environmentsOf({ dev: valid, prod: valid }, 'prod').map(({ name }) => name)).toEqual(['prod']);
});

test('words of cdk.json become what the stack takes', () => {
  const [dev] = environmentsOf(
    { dev: { ...valid, retentionDays: 7, replication: 'vault', region: 'eu-west-1' } },
    'dev',
  );
  expect(dev).toMatchObject({ region: 'eu-west-1', settings: { replication: { mode: 'vault' } } });
  expect(dev!.settings.retention!.period.toDays()).toBe(7);
});

test('F105 a stack is protected where its environment says so: a first deployment that fails has to be cleaned up', () => {
  const stacks = environmentStacks(
    new App({ context: { environments: { dev: valid, prod: { ...valid, terminationProtection: true } } } }),
  );
  const protectedFromDeletion = stacks.map((stack) => [
    stack.terminationProtection,
    Object.values(Template.fromStack(stack).findResources('AWS::RDS::DBInstance'))[0]!.Properties.DeletionProtection,
  ]);
  expect(protectedFromDeletion).toEqual([
    [false, undefined],
    [true, true],
  ]);
});

test('the authorities of a database are a file, or in its secret; without any a Region that has none is refused', () => {
  const file = join(__dirname, '..', 'certificates', 'il-central-1.pem');
  const dev = (newDatabase?: object) => ({ dev: { ...valid, ...here, region: 'il-central-1', newDatabase } });
  const stacks = (environments: object) => environmentStacks(new App({ context: { environments } }));
  expect(() => stacks(dev())).toThrow(/il-central-1-bundle.pem.*in cdk.json `"certificateAuthorities": \{ "file"/);
  for (const certificateAuthorities of [{ file }, { inSecret: true }]) {
    expect(stacks(dev({ certificateAuthorities }))).toHaveLength(1);
  }
  const credentialsSecretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:p-AbCdEf';
  const existingDatabase = { databaseName: 'p', majorVersion: 17, credentialsSecretArn };
  const own = { ...existingDatabase, certificateAuthorities: { file } };
  const existingNetwork = { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], subnetIds: ['subnet-1'] };
  expect(() => stacks({ dev: { ...valid, existingNetwork, existingDatabase: own } })).toThrow(
    /`existingDatabase` is self-managed \('p'\), and `certificateAuthorities` is a file.*`sslrootcert`/,
  );
});

test('the lock of the vault can be spelt out, and is refused when it cannot cool off', () => {
  const withVault = (vault: object) => environmentsOf({ prod: { ...valid, vault } }, 'prod')[0]!.settings.vault;
  expect(withVault({ complianceCoolingOffDays: 14, objects: true })).toMatchObject({ objects: true });
  expect(withVault({ complianceCoolingOffDays: 14 })!.lock!.coolingOff!.toDays()).toBe(14);
  expect(withVault({})!.lock).toBeUndefined();
  expect(() => withVault({ complianceCoolingOffDays: 2 })).toThrow('environments.prod.vault.complianceCoolingOffDays');
});

const safe = 'arn:aws:backup:eu-central-1:210987654321:backup-vault:safe';
const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1';

test('copies of snapshots and of automated backups can be set', () => {
  const vault = { copyToVaultArns: [safe], airGappedCopy: true, automatedBackups: { region: 'eu-central-1', keyArn } };
  const [prod] = environmentsOf({ prod: { ...valid, vault } }, 'prod');
  expect(prod!.settings).toMatchObject({
    copyToVaultArns: [safe],
    vault: { copies: [{ vault: undefined }], automatedBackups: { region: 'eu-central-1', keyArn } },
  });
});

const here = { account: '123456789012', region: 'eu-west-1' };
const replicateTo = { bucketName: 'safe', account: '210987654321', region: 'eu-central-1', roleName: 'replication' };

test('the copy of the objects can be of another account and region', () => {
  const [prod] = environmentsOf({ prod: { ...valid, ...here, replication: 'vault', replicateTo } }, 'prod');
  expect(prod!.settings).toMatchObject({ replication: { mode: 'vault' }, replicateTo });
});

test('the locks of the copy can be such that no one can lift them', () => {
  const given = { ...valid, ...here, replication: 'vault', objectLockMode: 'COMPLIANCE' };
  const [prod] = environmentsOf({ prod: given }, 'prod');
  expect(prod!.settings.replication).toMatchObject({ mode: 'vault', options: { objectLockMode: 'COMPLIANCE' } });
});

test('drills, long transactions and what writes can be set', () => {
  const traffic = {
    ecsServiceArns: ['arn:aws:ecs:eu-west-1:123456789012:service/cluster/api'],
    eventSourceMappingIds: ['9c1f0a4e-1111-4222-8333-444455556666'],
  };
  const wantedEventConsumers = ['arn:aws:events:eu-west-1:123456789012:rule/uploads'];
  const erasures = { tables: ['users'], functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:erase' };
  const hooks = [
    { name: 'queue', when: 'after-freeze', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:q' },
  ];
  const chosen = { traffic, wantedEventConsumers, erasures, hooks };
  const given = { ...valid, drill: 'never', longTransactions: 'end', keepLostRowsDays: 14, ...chosen };
  const [dev] = environmentsOf({ dev: given }, 'dev');
  expect(dev!.settings).toMatchObject({ longTransactions: LongTransactions.end(), ...chosen });
  expect(dev!.settings.keepLostRows?.toDays()).toBe(14);
  expect(dev!.settings.drill!.schedule).toBeUndefined();
});

test('an unknown environment is refused with those that there are', () => {
  expect(() => environmentsOf({ dev: valid, prod: valid }, 'test')).toThrow(
    "The environment 'test' is not in cdk.json: choose one of dev, prod.",
  );
});

test.each([
  [undefined, 'environments:'],
  [{}, 'environments: must name at least one environment'],
  [{ Dev: valid }, 'environments.Dev:'],
  [{ dev: {} }, 'environments.dev.baseUrl:'],
  [
    { dev: { ...valid, baseUrl: 'pegasus' } },
    "environments.dev.baseUrl: `baseUrl` of the application is 'pegasus'; it must be an absolute http or https URL",
  ],
  [
    { dev: { ...valid, baseUrl: 'http://10.0.0.5' } },
    "environments.dev.baseUrl: `baseUrl` of the application is 'http://10.0.0.5'; it is at 10.0.0.5, which is private",
  ],
  [{ dev: { ...valid, objectives: { recoveryPointMinutes: 0 } } }, 'environments.dev.objectives.recoveryPointMinutes:'],
  [{ dev: { ...valid, objectives: { recoveryTimeMinutes: 1.1 } } }, 'environments.dev.objectives.recoveryTimeMinutes:'],
  [{ dev: { ...valid, natGateways: 3 } }, 'environments.dev.natGateways: must be 1 or 2: the network has two zones'],
  [{ dev: { ...valid, newDatabase: { allocatedStorage: 65_537 } } }, 'environments.dev.newDatabase.allocatedStorage:'],
  [
    { dev: { ...valid, newDatabase: { instanceTyp: 't4g.micro' } } },
    'environments.dev.newDatabase: has no "instanceTyp"; allowed are instanceType, multiAz,',
  ],
  ...['db.t4g.micro', 'T4G.MICRO', 't4g'].map((instanceType): [object, string] => [
    { dev: { ...valid, newDatabase: { instanceType } } },
    'environments.dev.newDatabase.instanceType: must be an instance type without "db.", as t4g.micro',
  ]),
  ...['EU-CENTRAL-1', 'eu-central', 'Frankfurt'].map((region): [object, string] => [
    { dev: { ...valid, region } },
    'environments.dev.region: must be the name of a Region, as eu-central-1',
  ]),
  [
    { dev: { ...valid, newDatabase: { certificateAuthorities: { file: 'none.pem' } } } },
    "environments.dev.newDatabase.certificateAuthorities: `certificateAuthorities` is the file 'none.pem'",
  ],
  [
    { dev: { ...valid, newDatabase: { certificateAuthorities: 'il-central-1.pem' } } },
    'environments.dev.newDatabase.certificateAuthorities: must be { "file": "eu-west-1-bundle.pem" } or',
  ],
  [{ dev: { ...valid, retentionDays: 6 } }, 'environments.dev.retentionDays:'],
  [{ dev: { ...valid, retentionDays: 36 } }, 'environments.dev.retentionDays:'],
  [{ dev: { ...valid, drill: 'daily' } }, 'environments.dev.drill:'],
  [
    { dev: { ...valid, hooks: [{ name: 'q', when: 'later', functionArn: 'arn:aws:lambda:x' }] } },
    'environments.dev.hooks.0.when:',
  ],
  [{ dev: { ...valid, longTransactions: 'kill' } }, 'environments.dev.longTransactions:'],
  [{ dev: { ...valid, wantedEventConsumers: ['uploads'] } }, 'wantedEventConsumers.0: must be an ARN'],
  [{ dev: { ...valid, drillSecurityGroupId: 'drills' } }, 'drillSecurityGroupId: must be the ID of a security group'],
  [
    { dev: { ...valid, traffic: {} } },
    'environments.dev.traffic: is empty: name at least one writer, or remove traffic',
  ],
  [
    { dev: { ...valid, traffic: { roleArns: ['worker'] } } },
    'environments.dev.traffic.roleArns.0: must be an ARN of iam, such as arn:aws:iam::123456789012:role/worker',
  ],
  [
    { dev: { ...valid, traffic: { eventSourceMappingIds: ['queue'] } } },
    'environments.dev.traffic.eventSourceMappingIds.0: must be the UUID of an event source mapping',
  ],
  [
    { dev: { ...valid, traffic: { queues: [] } } },
    'environments.dev.traffic: has no "queues"; allowed are parameterName, ecsServiceArns,',
  ],
  [{ dev: { ...valid, vault: { copyToVaultArns: ['safe'] } } }, 'copyToVaultArns.0: must be the ARN of a backup vault'],
  [{ dev: { ...valid, vault: { copyToVaultArns: [] } } }, 'environments.dev.vault.copyToVaultArns:'],
  [
    { dev: { ...valid, vault: { automatedBackups: { region: 'eu-central-1', keyArn: 'alias/a' } } } },
    'environments.dev.vault.automatedBackups.keyArn: must be the ARN of a KMS key',
  ],
  [
    { dev: { ...valid, ...here, replicateTo } },
    'environments.dev: replicateTo needs `"replication": "standby"` or `"vault"`',
  ],
  [
    { dev: { ...valid, ...here, replication: 'none', replicateTo } },
    'environments.dev: replicateTo needs `"replication": "standby"` or `"vault"`',
  ],
  [{ dev: { ...valid, replication: 'vault', replicateTo } }, 'environments.dev: replicateTo needs account and region'],
  [
    { dev: { ...valid, ...here, replication: 'vault', replicateTo: { ...replicateTo, account: 'safe' } } },
    'environments.dev.replicateTo.account: must be 12 digits',
  ],
  [
    { dev: { ...valid, replication: 'vault', objectLockMode: 'compliance' } },
    'environments.dev.objectLockMode: Invalid option: expected one of "GOVERNANCE"|"COMPLIANCE"',
  ],
  ...['standby', 'none', undefined].map((replication): [unknown, string] => [
    { dev: { ...valid, replication, objectLockMode: 'COMPLIANCE' } },
    'environments.dev: objectLockMode is for the copy in a vault: add `"replication": "vault"`, or remove it',
  ]),
  [{ dev: { ...valid, retention: 30 } }, /environments.dev: has no "retention"; allowed are .*retentionDays/],
  [{ dev: { ...valid, account: '12' } }, 'environments.dev.account: must be 12 digits'],
  [
    { dev: { ...valid, newDatabase: {}, existingDatabase: { instanceIdentifier: 'a', credentialsSecretArn: 'b' } } },
    'environments.dev: existingDatabase and newDatabase are mutually exclusive: remove one',
  ],
  [
    { dev: { ...valid, existingBucket: { bucketName: 'a' }, replication: 'vault' } },
    'environments.dev: existingBucket is never changed: remove replication',
  ],
])('the settings %j are refused', (given, message) => {
  expect(() => environmentsOf(given, 'dev')).toThrow(message);
});

test('a mistake in one environment is found while another is synthesised', () => {
  expect(() => environmentsOf({ dev: valid, prod: {} }, 'dev')).toThrow('environments.prod.baseUrl:');
});
