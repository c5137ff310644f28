import { Arn, type ArnComponents, ArnFormat, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { BackupVault, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { AccessLogs } from '../evidence/access-logs';
import { ReplicationMode } from '../options/replication';
import { Retention } from '../options/retention';
import { VaultLock } from '../options/vault-lock';
import { BackupBucket } from './backup-bucket';
import { admitReplication, admitsCopies } from './destination-policies';

export interface BackupDestinationProps {
  /**
   * Account whose database and bucket are copied here.
   *
   * @default - this one: the source is in another region
   */
  readonly sourceAccount?: string;

  /**
   * Name of the role that replicates there: `roleName` of its `replication`. No other principal of the account may
   * write here.
   *
   * @default - none: only for a source in this account
   */
  readonly replicationRoleName?: string;

  /**
   * The `retention` of the PegasusBackup whose copies these are.
   *
   * @default Retention.recommended() (30 days)
   */
  readonly retention?: Retention;

  /**
   * As the source replicates: into a vault no delete markers, and its objects are locked; into a standby with them.
   *
   * @default ReplicationMode.VAULT
   */
  readonly mode?: ReplicationMode;

  /**
   * Lock of the vault that snapshots are copied to.
   *
   * @default VaultLock.governance()
   */
  readonly lock?: VaultLock;

  /**
   * Where S3 writes who has read and written the bucket.
   *
   * @default - a bucket made for it
   */
  readonly accessLogs?: IBucket;
}

/**
 * Where the copies of another account or region go: a bucket for the objects and a vault for the snapshots, under keys of
 * this account, that the source may write to and never delete from. Deploy it first. Everything has a name that is known
 * before it is made, so that an app in another account can be written beside it. Not yet run on AWS.
 */
export class BackupDestination extends Construct {
  /** For `replication` of the source, wherever its stack is. */
  readonly bucket: IBucket;
  /** For `vault.copies` of the source, wherever its stack is. */
  readonly vault: IBackupVault;

  constructor(scope: Construct, id: string, props: BackupDestinationProps = {}) {
    super(scope, id);
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const { account, region } = accountAndRegionOf(this);
    const sourceAccount = props.sourceAccount ?? account;
    checkRole(account, props);
    const retention = props.retention ?? Retention.recommended();
    const mode = props.mode ?? ReplicationMode.VAULT;
    const accessLogs = props.accessLogs ?? new AccessLogs(this, 'AccessLogs');
    const name = Names.uniqueResourceName(this, { maxLength: 30, separator: '-' }).toLowerCase();

    const bucketName = `${name}-${account}-${region}`;
    const { bucket } = new BackupBucket(this, 'Objects', { mode, retention, accessLogs, ownKey: true, bucketName });
    if (sourceAccount !== account) admitReplication(bucket, { mode, sourceAccount, role: props.replicationRoleName });
    const alias = `${name}-objects`;
    bucket.encryptionKey?.addAlias(alias);

    const vault = new BackupVault(this, 'Snapshots', {
      backupVaultName: name,
      removalPolicy: RemovalPolicy.RETAIN,
      encryptionKey: new Key(this, 'SnapshotsKey', {
        description: 'Encrypts copies of database snapshots',
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
      lockConfiguration: (props.lock ?? VaultLock.governance()).configurationFor(retention),
      accessPolicy: admitsCopies(sourceAccount),
    });

    const keyArn = arnOf({ service: 'kms', resource: 'alias', resourceName: alias, region, account });
    this.bucket = Bucket.fromBucketAttributes(this, 'ObjectsElsewhere', {
      bucketName,
      account,
      region,
      encryptionKey: Key.fromKeyArn(this, 'ObjectsKeyElsewhere', keyArn),
    });
    const vaultArn = arnOf({ service: 'backup', resource: 'backup-vault', resourceName: name, region, account });
    this.vault = BackupVault.fromBackupVaultArn(this, 'SnapshotsElsewhere', vaultArn);
    // What is checked of a destination is read from the resource.
    this.bucket.node.defaultChild = bucket.node.defaultChild;
    this.vault.node.defaultChild = vault.node.defaultChild;
  }
}

/** Names have to be known in other accounts, so they are made of what is known when the app is synthesised. */
function accountAndRegionOf(scope: Construct): { readonly account: string; readonly region: string } {
  const { account, region, stackName } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    throw new Error(
      `\`env\` of the stack ${stackName} has no account and region, so the source could not know where ${scope.node.path} is: give it both.`,
    );
  }
  return { account, region };
}

function checkRole(
  account: string,
  { sourceAccount = account, replicationRoleName, mode }: BackupDestinationProps,
): void {
  if (mode === ReplicationMode.NONE) {
    throw new Error('`mode` of a BackupDestination is NONE; a bucket without copies is none: use VAULT or STANDBY.');
  }
  if (sourceAccount !== account && replicationRoleName === undefined) {
    throw new Error(
      `\`replicationRoleName\` of a BackupDestination is missing, and \`sourceAccount\` ${sourceAccount} is another account: name the role that may replicate here, the same as \`roleName\` of the source's \`replication\`.`,
    );
  }
}

function arnOf(components: ArnComponents & { readonly region: string }): string {
  const arnFormat = components.service === 'kms' ? ArnFormat.SLASH_RESOURCE_NAME : ArnFormat.COLON_RESOURCE_NAME;
  return Arn.format({ ...components, arnFormat, partition: RegionInfo.get(components.region).partition ?? 'aws' });
}
