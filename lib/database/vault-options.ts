import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { VaultLock } from '../options/vault-lock';
import type { AutomatedBackupsCopy } from './automated-backups-copy';
import type { SnapshotCopy } from './snapshot-copy';

/** The vault of the daily snapshots, and what leaves it. How long anything lives, `retention` says. */
export interface VaultOptions {
  /**
   * A vault that exists. Its lock must let snapshots live for `retention`; it is not changed.
   *
   * @default - one is made
   */
  readonly existing?: IBackupVault;

  /**
   * Of a vault that is made.
   *
   * @default VaultLock.governance()
   */
  readonly lock?: VaultLock;

  /**
   * Of a vault that is made.
   *
   * @default - a key made for it, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * Where every daily snapshot is copied to.
   *
   * @default - nowhere
   */
  readonly copies?: SnapshotCopy[];

  /**
   * Point-in-time recovery in another region, for an instance that this app makes.
   *
   * @default - none
   */
  readonly automatedBackups?: AutomatedBackupsCopy;

  /**
   * A daily backup of the whole bucket into the same vault, beside versions and replication: another service, with
   * other rights. An object that AWS Backup cannot read it skips.
   *
   * @default false
   */
  readonly objects?: boolean;
}
