import { type App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
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
const SAFE = { account: '210987654321', region: 'eu-west-1' };
const replicationRoleName = 'pegasus-replication';

/**
 * How do I keep copies out of reach of an attacker who has taken over production? In another account, and here in
 * another region too: the first stack receives (deploy it first), the second is production.
 */
export function otherAccount(app: App): Stack {
  const safe = new Stack(app, 'Safe', { env: SAFE });
  const destination = new BackupDestination(safe, 'Copies', {
    sourceAccount: PRODUCTION.account,
    replicationRoleName,
    lock: VaultLock.compliance({ coolingOff: Duration.days(14) }),
  });

  const production = new Stack(app, 'Production', { env: PRODUCTION });
  const vpc = new Vpc(production, 'Vpc');
  const storageEncryptionKey = new Key(production, 'StorageKey', { enableKeyRotation: true });
  // Snapshots stay encrypted with this key, so AWS Backup over there must be able to use it.
  const there = new AccountPrincipal(SAFE.account);
  storageEncryptionKey.grant(there, 'kms:DescribeKey', 'kms:Decrypt', 'kms:CreateGrant');
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const db = new DatabaseInstance(production, 'Database', { engine, vpc, storageEncryptionKey });

  const backup = new PegasusBackup(production, 'Backup', {
    database: ProtectedDatabase.instance(db),
    bucket: new Bucket(production, 'Objects', { encryption: BucketEncryption.KMS }),
    application: Application.http({ baseUrl: 'https://pegasus.example.com' }),
    replication: Replication.vault(destination.bucket, { roleName: replicationRoleName, timeControl: true }),
    vault: { copies: [SnapshotCopy.toVault(destination.vault, { keepFor: Duration.days(90) })] },
    vpc,
  });
  Validations.of(backup).acknowledge({
    id: 'pegasus-backup:shared-key',
    reason: 'the key is shared above, and the organisation allows copies between accounts',
  });
  return production;
}
