import { BackupVault } from 'aws-cdk-lib/aws-backup';
import type { Construct } from 'constructs';
import { SnapshotCopy } from '../database/snapshot-copy';
import type { VaultOptions } from '../database/vault-options';

/** The vault as it is set, with copies to the vaults that are given by their ARNs. */
export function withCopies(
  scope: Construct,
  vault: VaultOptions | undefined,
  arns: readonly string[] = [],
): VaultOptions | undefined {
  if (arns.length === 0) return vault;
  const copies = arns.map((arn) => SnapshotCopy.toVault(BackupVault.fromBackupVaultArn(scope, `Copies-${arn}`, arn)));
  return { ...vault, copies: [...(vault?.copies ?? []), ...copies] };
}
