import type { Duration } from 'aws-cdk-lib';
import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import { wholeDuration } from '../options/whole-duration';

export interface SnapshotCopyOptions {
  /**
   * How long the copies live: not shorter than `retention`, and within the lock of the vault they go to.
   *
   * @default - as long as the snapshots themselves
   */
  readonly keepFor?: Duration;
}

/** Where AWS Backup copies every daily snapshot to. */
export class SnapshotCopy {
  /**
   * To a vault of another region or another account; the vault of a BackupDestination, or one that exists, by its ARN
   * (`BackupVault.fromBackupVaultArn`). Copies to another account need a database with a customer-managed key.
   */
  static toVault(vault: IBackupVault, { keepFor }: SnapshotCopyOptions = {}): SnapshotCopy {
    return new SnapshotCopy(keepFor, vault);
  }

  /**
   * To a logically air-gapped vault, made beside the vault of the snapshots: its copies lie in an account of AWS, locked
   * in compliance mode from the first moment, and can be shared with other accounts. Needs a database with a
   * customer-managed key.
   */
  static airGapped({ keepFor }: SnapshotCopyOptions = {}): SnapshotCopy {
    return new SnapshotCopy(keepFor);
  }

  private constructor(
    readonly keepFor?: Duration,
    /** Undefined when it is air-gapped. */
    readonly vault?: IBackupVault,
  ) {
    if (keepFor === undefined) return;
    const why = 'AWS Backup counts days';
    wholeDuration('`keepFor` of a SnapshotCopy', keepFor, { unit: 'days', least: 1, why });
  }
}
