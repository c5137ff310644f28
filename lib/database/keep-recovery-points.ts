import type { BackupVault } from 'aws-cdk-lib/aws-backup';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Keepers, keepVaultStatements } from '../../domain/objects/keep-policy';

/** Denies what destroys recovery points, or lets them be destroyed, to all but these. */
export function keepRecoveryPoints(vault: BackupVault, keepers: Keepers | undefined): void {
  if (keepers === undefined) return;
  for (const statement of keepVaultStatements(keepers)) {
    vault.addToAccessPolicy(PolicyStatement.fromJson(statement));
  }
}
