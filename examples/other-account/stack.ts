import { type App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket, BucketEncryption, ObjectLockMode } from 'aws-cdk-lib/aws-s3';
import {
  Application,
  BackupDestination,
  PegasusBackup,
  ProtectedDatabase,
  Replication,
  SnapshotCopy,
  VaultLock,
} from '../../lib';

const PRODUCTION = { account: '123456789012', region: 'eu-central-1' };
const SAFE = { account: '210987654321', region: 'eu-west-1', name: 'pegasus-safe' };
const replicationRoleName = 'pegasus-replication';
const objectLockMode = ObjectLockMode.COMPLIANCE;

/**
 * How do I keep copies out of reach of an attacker who has taken over production, as its administrator? In another account
 * that production has no role in, and here in another region too, locked so that no one can lift it. This is the app of
 * the account that receives; deploy it first.
 */
export class Safe extends Stack {
  constructor(app: App) {
    super(app, 'Safe', { env: { account: SAFE.account, region: SAFE.region } });
    new BackupDestination(this, 'Copies', {
      name: SAFE.name,
      sourceAccount: PRODUCTION.account,
      replicationRoleName,
      objectLockMode,
      lock: VaultLock.compliance({ coolingOff: Duration.days(14) }),
      breakGlassRole: Role.fromRoleName(this, 'BreakGlass', 'break-glass'),
    });
  }
}

/** The app of production. Of the other account it knows a name. */
export class Production extends Stack {
  constructor(app: App) {
    super(app, 'Production', { env: PRODUCTION });
    const safe = BackupDestination.fromBackupDestinationAttributes(this, 'Safe', SAFE);
    const vpc = new Vpc(this, 'Vpc');
    const storageEncryptionKey = new Key(this, 'StorageKey', { enableKeyRotation: true });
    // Snapshots stay encrypted with this key, so AWS Backup over there must be able to use it.
    const there = new AccountPrincipal(SAFE.account);
    storageEncryptionKey.grant(there, 'kms:DescribeKey', 'kms:Decrypt', 'kms:CreateGrant');
    const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
    const db = new DatabaseInstance(this, 'Database', { engine, vpc, storageEncryptionKey });

    const backup = new PegasusBackup(this, 'Backup', {
      database: ProtectedDatabase.instance(db),
      bucket: new Bucket(this, 'Objects', { encryption: BucketEncryption.KMS }),
      application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
      replication: Replication.vault(safe.bucket, { roleName: replicationRoleName, timeControl: true, objectLockMode }),
      vault: { copies: [SnapshotCopy.toVault(safe.vault, { keepFor: Duration.days(90) })] },
      breakGlassRole: Role.fromRoleName(this, 'BreakGlass', 'break-glass'),
      vpc,
    });
    Validations.of(backup).acknowledge({
      id: 'pegasus-backup:shared-key',
      reason: 'the key is shared above, and the organisation allows copies between accounts',
    });
  }
}
