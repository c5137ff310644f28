import {
  DeleteBackupVaultLockConfigurationCommand,
  DeleteRecoveryPointCommand,
  paginateListRecoveryPointsByBackupVault,
} from '@aws-sdk/client-backup';
import type { Clients } from '../clients';

/** Its lock is one in governance mode, so it can be lifted; without that no recovery point could be deleted in time. */
export async function emptyVault(vault: string, { backup }: Pick<Clients, 'backup'>): Promise<number> {
  await backup.send(new DeleteBackupVaultLockConfigurationCommand({ BackupVaultName: vault })).catch((error: Error) => {
    if (!isGone(error)) throw error;
  });
  const found: string[] = [];
  try {
    const pages = paginateListRecoveryPointsByBackupVault({ client: backup }, { BackupVaultName: vault });
    for await (const { RecoveryPoints = [] } of pages) {
      found.push(...RecoveryPoints.map(({ RecoveryPointArn }) => RecoveryPointArn!));
    }
  } catch (error) {
    if (isGone(error as Error)) return 0;
    throw error;
  }
  for (const RecoveryPointArn of found) {
    await backup.send(new DeleteRecoveryPointCommand({ BackupVaultName: vault, RecoveryPointArn }));
  }
  return found.length;
}

/** AWS Backup denies access to a vault that is not there. */
const isGone = ({ name }: Error) => name === 'ResourceNotFoundException' || name === 'AccessDeniedException';
