import { Arn, type ArnComponents, ArnFormat, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { BackupVault, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket, type ObjectLockMode } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct, type IConstruct } from 'constructs';
import { keepRecoveryPoints } from '../database/keep-recovery-points';
import { AccessLogs } from '../evidence/access-logs';
import { ReplicationMode } from '../options/replication';
import { Retention } from '../options/retention';
import { VaultLock } from '../options/vault-lock';
import { BackupBucket } from './backup-bucket';
import { admitReplication, admitsCopies } from './destination-policies';
import { keepersOf } from './keep-versions';

export interface BackupDestinationProps {
  /**
   * By which the source finds it from another app: 3 to 30 lower-case letters, digits and hyphens, its own in the account.
   * What a deleted stack has kept keeps it: then give another one.
   *
   * @default - made of the path of the construct
   */
  readonly name?: string;

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
   * Mode of the locks of the objects in a vault. COMPLIANCE cannot be taken back: no principal, the root user of the account
   * included, deletes a copy while it is locked. Recommended for production.
   *
   * @default ObjectLockMode.GOVERNANCE
   */
  readonly objectLockMode?: ObjectLockMode;

  /**
   * The only role that may delete versions and recovery points and lift locks here, as in PegasusBackup; another one than that of the source.
   *
   * @default - none: the rights of the account decide
   */
  readonly breakGlassRole?: IRole;

  /**
   * The roles with which CloudFormation deploys this app.
   *
   * @default - the one that the synthesizer of the app names, as that of `cdk bootstrap`
   */
  readonly deploymentRoles?: IRole[];

  /**
   * Hears of locks that are not renewed.
   *
   * @default - no topic: the alarm only shows
   */
  readonly notifications?: ITopic;

  /**
   * Where S3 writes who has read and written the bucket.
   *
   * @default - a bucket made for it
   */
  readonly accessLogs?: IBucket;
}

/** One that another app has deployed, by the names that it was given. */
export interface BackupDestinationAttributes {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

/** A destination of this app or of another. */
export interface IBackupDestination extends IConstruct {
  /** For `replication` of the source, wherever its stack is. */
  readonly bucket: IBucket;
  /** For `vault.copies` of the source, wherever its stack is. */
  readonly vault: IBackupVault;
}

/**
 * Where the copies of another account or region go: a bucket for the objects and a vault for the snapshots, under keys of
 * this account, that the source may write to and never delete from. Deploy it first. Everything has a name that is known
 * before it is made, so that an app in another account can be written beside it. Not yet run on AWS.
 */
export class BackupDestination extends Construct implements IBackupDestination {
  /** One that another app has deployed. */
  static fromBackupDestinationAttributes(
    scope: Construct,
    id: string,
    attributes: BackupDestinationAttributes,
  ): IBackupDestination {
    return new ImportedDestination(scope, id, attributes);
  }

  readonly bucket: IBucket;
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
    const name = checkName(
      props.name ?? Names.uniqueResourceName(this, { maxLength: 30, separator: '-' }).toLowerCase(),
    );
    const { bucketName, alias } = namesOf({ name, account, region });
    const { objectLockMode, notifications } = props;
    const keepers = keepersOf(this, props);
    const settings = { mode, retention, accessLogs, ownKey: true, bucketName, objectLockMode, notifications, keepers };
    const { bucket } = new BackupBucket(this, 'Objects', settings);
    if (sourceAccount !== account) admitReplication(bucket, { mode, sourceAccount, role: props.replicationRoleName });
    bucket.encryptionKey?.addAlias(alias);

    const vault = new BackupVault(this, 'Snapshots', {
      backupVaultName: name,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      encryptionKey: new Key(this, 'SnapshotsKey', {
        description: 'Encrypts copies of database snapshots',
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      }),
      lockConfiguration: (props.lock ?? VaultLock.governance()).configurationFor(retention),
      accessPolicy: admitsCopies(sourceAccount),
    });
    keepRecoveryPoints(vault, keepers);

    const there = new ImportedDestination(this, 'There', { name, account, region });
    this.bucket = there.bucket;
    this.vault = there.vault;
    // What is checked of a destination is read from the resource.
    this.bucket.node.defaultChild = bucket.node.defaultChild;
    this.vault.node.defaultChild = vault.node.defaultChild;
  }
}

class ImportedDestination extends Construct implements IBackupDestination {
  readonly bucket: IBucket;
  readonly vault: IBackupVault;

  constructor(scope: Construct, id: string, attributes: BackupDestinationAttributes) {
    super(scope, id);
    const { name, account, region } = attributes;
    checkName(name);
    const { bucketName, alias } = namesOf(attributes);
    const keyArn = arnOf({ service: 'kms', resource: 'alias', resourceName: alias, region, account });
    const encryptionKey = Key.fromKeyArn(this, 'ObjectsKey', keyArn);
    this.bucket = Bucket.fromBucketAttributes(this, 'Objects', { bucketName, account, region, encryptionKey });
    const vaultArn = arnOf({ service: 'backup', resource: 'backup-vault', resourceName: name, region, account });
    this.vault = BackupVault.fromBackupVaultArn(this, 'Snapshots', vaultArn);
  }
}

const namesOf = ({ name, account, region }: BackupDestinationAttributes) => ({
  bucketName: `${name}-${account}-${region}`,
  alias: `${name}-objects`,
});

function checkName(name: string): string {
  if (/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/.test(name)) return name;
  throw new Error(
    `\`name\` of a BackupDestination is '${name}'; 3 to 30 lower-case letters, digits and hyphens are allowed, as 'pegasus-safe': a bucket, a key and a vault are named after it.`,
  );
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
