import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { BackupVault } from 'aws-cdk-lib/aws-backup';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  AutomatedBackupsCopy,
  ProtectedDatabase,
  Retention,
  SnapshotCopy,
  VaultLock,
  type VaultOptions,
} from '../../../lib';
import { copyAutomatedBackups } from '../../../lib/database/automated-backups-copy';
import { fixture } from '../fixture';

const OTHER_ACCOUNT = 'arn:aws:backup:eu-west-1:210987654321:backup-vault:copies';
const elsewhere = Stack.of(new Key(new Stack(undefined, 'Elsewhere'), 'Key'));
const ownKey = { storageEncryptionKey: Key.fromKeyArn(elsewhere, 'Storage', keyIn('eu-central-1')) };
const vaultOf = (arn: string) => BackupVault.fromBackupVaultArn(new Stack(), 'Vault', arn);
const backed = (vault: VaultOptions, database = {}) => fixture({ database, backup: { vault } });

function keyIn(region: string): string {
  return `arn:aws:kms:${region}:123456789012:key/11111111-2222-3333-4444-555555555555`;
}

test('snapshots lie under a key of their own that turns and stays', () => {
  const template = fixture().template();
  template.hasResource('AWS::KMS::Key', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { EnableKeyRotation: true },
  });
  template.hasResourceProperties('AWS::Backup::BackupVault', {
    EncryptionKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Vault.*Key'), 'Arn'] },
  });
});

describe('the lock', () => {
  test('is one that who has the right may lift, unless compliance is spelt out', () => {
    backed({ lock: VaultLock.compliance({ coolingOff: Duration.days(14) }) })
      .template()
      .hasResourceProperties('AWS::Backup::BackupVault', {
        LockConfiguration: { MinRetentionDays: 30, ChangeableForDays: 14 },
      });
  });

  test.each([0, 2])('of compliance that cools off for %i days is refused', (days) => {
    expect(() => VaultLock.compliance({ coolingOff: Duration.days(days) })).toThrow(
      `\`coolingOff\` of VaultLock.compliance is ${days} days; whole days from 3 are allowed`,
    );
  });

  test('of compliance that cools off for 3 days is taken', () => {
    expect(VaultLock.compliance({ coolingOff: Duration.days(3) }).coolingOff?.toDays()).toBe(3);
  });

  test.each([
    ['minRetention', 31, undefined, '31 to any number of days'],
    ['maxRetention', 7, 29, '7 to 29 days'],
  ])('of a vault that exists whose %s fails the snapshots is refused', (_, least, most, range) => {
    const { stack, ...rest } = lockedVault(least, most);
    expect(() => backed({ existing: rest.vault })).toThrow(
      `\`retention\` of PegasusBackup is 30 days, but the lock of the vault ${stack.stackName}/Theirs fails everything that does not live ${range}`,
    );
  });

  test.each([
    [30, 31],
    [29, 30],
  ])('of a vault that exists from %i to %i days is taken', (least, most) => {
    expect(() => backed({ existing: lockedVault(least, most).vault })).not.toThrow();
  });

  test('and the key of a vault that exists are set where it is made', () => {
    const { vault } = lockedVault(30);
    expect(() => backed({ existing: vault, lock: VaultLock.governance() })).toThrow(
      '`lock` and `encryptionKey` of `vault` are for a vault that is made',
    );
  });
});

function lockedVault(least: number, most?: number) {
  const stack = new Stack(undefined, 'There');
  const lockConfiguration = {
    minRetention: Duration.days(least),
    maxRetention: most ? Duration.days(most) : undefined,
  };
  return { stack, vault: new BackupVault(stack, 'Theirs', { lockConfiguration }) };
}

describe('copies', () => {
  test('go to a vault of another account, and the key of the storage must be shared with it', () => {
    const { stack, template } = backed({ copies: [SnapshotCopy.toVault(vaultOf(OTHER_ACCOUNT))] }, ownKey);
    template().hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [
          Match.objectLike({
            CopyActions: [{ DestinationBackupVaultArn: OTHER_ACCOUNT, Lifecycle: { DeleteAfterDays: 30 } }],
          }),
        ],
      },
    });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("AccountPrincipal\\('210987654321'\\)"));
  });

  test('of a database under the key of AWS do not leave the account', () => {
    for (const copy of [SnapshotCopy.toVault(vaultOf(OTHER_ACCOUNT)), SnapshotCopy.airGapped()]) {
      expect(() => backed({ copies: [copy] })).toThrow(
        '`copies` takes snapshots of Test/Database to another account, but no customer-managed key of its storage is known',
      );
    }
  });

  test('of a database under the key of AWS may go to another region', () => {
    const vault = BackupVault.fromBackupVaultName(new Stack(undefined, 'Test2'), 'Vault', 'copies');
    expect(() => backed({ copies: [SnapshotCopy.toVault(vault)] })).not.toThrow();
  });

  test('that live shorter than the snapshots are refused', () => {
    const copy = SnapshotCopy.toVault(vaultOf(OTHER_ACCOUNT), { keepFor: Duration.days(29) });
    expect(() => backed({ copies: [copy] }, ownKey)).toThrow(
      '`keepFor` of a SnapshotCopy is 29 days, but `retention` of PegasusBackup is 30',
    );
  });

  test('that do not fit the lock of their vault are refused', () => {
    const copy = SnapshotCopy.toVault(lockedVault(7, 60).vault, { keepFor: Duration.days(61) });
    expect(() => backed({ copies: [copy] })).toThrow(
      '`keepFor` of a SnapshotCopy is 61 days, but the lock of the vault There/Theirs fails',
    );
  });

  test('to the vault of the snapshots itself are refused', () => {
    const { vault } = lockedVault(30);
    expect(() => backed({ existing: vault, copies: [SnapshotCopy.toVault(vault)] })).toThrow(
      '`copies` has the vault of the snapshots itself, There/Theirs',
    );
  });

  test('may be air-gapped: locked from the first moment, kept', () => {
    backed({ copies: [SnapshotCopy.airGapped({ keepFor: Duration.days(90) })] }, ownKey)
      .template()
      .hasResource('AWS::Backup::LogicallyAirGappedBackupVault', {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: Match.objectLike({ MinRetentionDays: 90, MaxRetentionDays: 91 }),
      });
  });
});

describe('F78 automated backups in another region', () => {
  const copied = (region: string, keyArn?: string, database = {}) =>
    backed({ automatedBackups: AutomatedBackupsCopy.toRegion(region, keyArn) }, database);

  test('reach back as far as those here', () => {
    copied('eu-west-1', keyIn('eu-west-1'))
      .template()
      .hasResourceProperties('AWS::RDS::DBInstance', {
        AutomaticBackupReplicationRegion: 'eu-west-1',
        AutomaticBackupReplicationKmsKeyId: keyIn('eu-west-1'),
        AutomaticBackupReplicationRetentionPeriod: 30,
      });
  });

  test.each([
    ['no key', undefined],
    ['a key of eu-central-1', keyIn('eu-central-1')],
  ])('encrypted with %s are refused', (said, keyArn) => {
    expect(() => copied('eu-west-1', keyArn)).toThrow(
      `\`automatedBackups\` of Test/Database goes to eu-west-1 encrypted, with ${said}: give AutomatedBackupsCopy.toRegion the ARN`,
    );
  });
});

test('automated backups of a database that is imported, or in its own region, are refused', () => {
  const stack = new Stack(undefined, 'Test', { env: { region: 'eu-west-1' } });
  const retention = Retention.minimum();
  const imported = DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Imported', {
    instanceIdentifier: 'pegasus',
    instanceEndpointAddress: 'pegasus.example.com',
    port: 5432,
    securityGroups: [],
  });
  const credentials = Secret.fromSecretNameV2(stack, 'Credentials', 'pegasus');
  const copy = AutomatedBackupsCopy.toRegion('eu-west-1', keyIn('eu-west-1'));
  expect(() => copyAutomatedBackups(ProtectedDatabase.instance(imported, { credentials }), copy, retention)).toThrow(
    '`automatedBackups` is for a database instance of this app, and Test/Imported is none',
  );
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const made = new DatabaseInstance(stack, 'Made', { engine, vpc: new Vpc(stack, 'Vpc') });
  expect(() => copyAutomatedBackups(ProtectedDatabase.instance(made), copy, retention)).toThrow(
    '`automatedBackups` of Test/Made names its own region, eu-west-1: name another one.',
  );
});

test('the bucket lies beside the database when that is wanted, readable with its key', () => {
  const { template } = fixture({ bucket: { encryption: BucketEncryption.KMS }, backup: { vault: { objects: true } } });
  template().resourceCountIs('AWS::Backup::BackupSelection', 2);
  template().resourceCountIs('AWS::Backup::BackupPlan', 1);
  template().hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('DatabaseBackupObjectsRole') }],
    PolicyDocument: { Statement: [Match.objectLike({ Action: ['kms:Decrypt', 'kms:DescribeKey'] })] },
  });
});

test('retention has one owner: what the vault, the copies and the other region keep follows it', () => {
  const template = fixture({
    database: ownKey,
    backup: {
      retention: Retention.minimum(),
      vault: {
        copies: [SnapshotCopy.toVault(vaultOf(OTHER_ACCOUNT))],
        automatedBackups: AutomatedBackupsCopy.toRegion('eu-west-1', keyIn('eu-west-1')),
      },
    },
  }).template();
  const said = JSON.stringify(template.toJSON()).match(
    /"(?:DeleteAfterDays|MinRetentionDays|[A-Za-z]*RetentionPeriod)":\d+/g,
  );
  expect(said?.sort()).toEqual([
    '"AutomaticBackupReplicationRetentionPeriod":7',
    '"BackupRetentionPeriod":7',
    '"DeleteAfterDays":7',
    '"DeleteAfterDays":7',
    '"MinRetentionDays":7',
  ]);
});
