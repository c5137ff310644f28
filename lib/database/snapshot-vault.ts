import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  type BackupPlanCopyActionProps,
  BackupVault,
  CfnBackupVault,
  CfnLogicallyAirGappedBackupVault,
  type IBackupVault,
} from 'aws-cdk-lib/aws-backup';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Keepers } from '../../domain/objects/keep-policy';
import { uniqueName } from '../names/unique-name';
import { knownNow } from '../options/known-now';
import { inOtherAccount } from '../options/other-account';
import type { Retention } from '../options/retention';
import { refuseElsewhere } from '../options/same-environment';
import { VaultLock } from '../options/vault-lock';
import { keepRecoveryPoints } from './keep-recovery-points';
import type { SnapshotCopy } from './snapshot-copy';
import type { VaultOptions } from './vault-options';

export interface SnapshotVaultProps {
  readonly options: VaultOptions;
  readonly retention: Retention;
  /** Path of the database, for messages. */
  readonly database: string;
  /** A snapshot under the key of AWS does not leave its account. */
  readonly ownStorageKey: boolean;
  /** @default - the rights of the account decide */
  readonly keepers?: Keepers;
}

/** The vault of the daily snapshots, under a key of its own and locked, and where copies of them go. */
export class SnapshotVault extends Construct {
  readonly vault: IBackupVault;
  readonly copyActions: readonly BackupPlanCopyActionProps[];

  constructor(scope: Construct, id: string, props: SnapshotVaultProps) {
    super(scope, id);
    this.vault = this.takeOrMake(props);
    this.copyActions = (props.options.copies ?? []).map((copy) => this.copyAction(copy, props));
  }

  private takeOrMake({ options, retention, keepers }: SnapshotVaultProps): IBackupVault {
    const { existing, lock, encryptionKey } = options;
    if (existing && (lock || encryptionKey)) {
      throw new Error(
        `\`lock\` and \`encryptionKey\` of \`vault\` are for a vault that is made, but \`existing\` is ${existing.node.path}: set them where it is made.`,
      );
    }
    if (existing) {
      const advice =
        'AWS Backup takes snapshots to a vault beside the database; name one there, and this one in `copies`';
      refuseElsewhere(this, 'existing', existing, { advice });
      return fitting(existing, retention.period.toDays(), '`retention` of PegasusBackup');
    }
    const vault = new BackupVault(this, 'Default', {
      backupVaultName: uniqueName(this, { maxLength: 50 }),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lockConfiguration: (lock ?? VaultLock.governance()).configurationFor(retention),
      encryptionKey:
        encryptionKey ??
        new Key(this, 'Key', {
          description: 'Encrypts the vault of the daily snapshots',
          enableKeyRotation: true,
          removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        }),
    });
    keepRecoveryPoints(vault, keepers);
    return vault;
  }

  private copyAction(copy: SnapshotCopy, props: SnapshotVaultProps): BackupPlanCopyActionProps {
    const keepFor = knownNow('`keepFor` of a SnapshotCopy', copy.keepFor ?? props.retention.period);
    if (keepFor.toDays() < props.retention.period.toDays()) {
      throw new Error(
        `\`keepFor\` of a SnapshotCopy is ${keepFor.toDays()} days, but \`retention\` of PegasusBackup is ${props.retention.period.toDays()}: leave it out, or keep copies longer.`,
      );
    }
    if (copy.vault === this.vault) {
      throw new Error(`\`copies\` has the vault of the snapshots itself, ${this.vault.node.path}: name another one.`);
    }
    if (!props.ownStorageKey && (!copy.vault || inOtherAccount(copy.vault, this))) {
      throw new Error(
        `\`copies\` takes snapshots of ${props.database} to another account, but no customer-managed key of its storage is known, and the key of AWS does not leave its account: make the database with a \`storageEncryptionKey\`, or name that of an imported one in ProtectedDatabase.`,
      );
    }
    if (copy.vault && inOtherAccount(copy.vault, this)) this.shareKey(copy.vault, props);
    const destinationBackupVault = copy.vault
      ? fitting(copy.vault, keepFor.toDays(), '`keepFor` of a SnapshotCopy')
      : this.airGapped(keepFor.toDays());
    return { destinationBackupVault, deleteAfter: keepFor };
  }

  private shareKey({ env }: IBackupVault, { database }: SnapshotVaultProps): void {
    Validations.of(this).addWarning(
      'pegasus-backup:shared-key',
      `Snapshots of ${database} are copied to the account ${env.account}, where AWS Backup must be able to use the key of its storage: \`key.grant(new AccountPrincipal('${env.account}'), 'kms:DescribeKey', 'kms:Decrypt', 'kms:CreateGrant')\`, and copies between accounts must be switched on in the organisation. Acknowledge this warning when both are done.`,
    );
  }

  private airGapped(days: number): IBackupVault {
    const vault = new CfnLogicallyAirGappedBackupVault(this, 'AirGapped', {
      backupVaultName: uniqueName(this, { maxLength: 50 }),
      minRetentionDays: days,
      // The upper bound of a lock lies above its lower one.
      maxRetentionDays: days + 1,
    });
    vault.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return BackupVault.fromBackupVaultName(this, 'AirGappedCopies', vault.ref);
  }
}

/** A lock fails every job whose snapshots live shorter or longer. That of a vault that is imported is not known. */
function fitting(vault: IBackupVault, days: number, what: string): IBackupVault {
  const resource = vault.node.defaultChild;
  const lock = CfnBackupVault.isCfnBackupVault(resource)
    ? Stack.of(vault).resolve(resource.lockConfiguration)
    : undefined;
  const least: number = lock?.minRetentionDays ?? days;
  const most: number = lock?.maxRetentionDays ?? days;
  if (days >= least && days <= most) return vault;
  throw new Error(
    `${what} is ${days} days, but the lock of the vault ${vault.node.path} fails everything that does not live ${least} to ${lock?.maxRetentionDays ?? 'any number of'} days: change the one or the other.`,
  );
}
