import * as z from 'zod';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../service';
import { physicalName, type Resource, type ResourceRequest } from '../resource';

/** Lock and policy have an effect: they are described. */
const Properties = z.strictObject({
  BackupVaultName: z.string().optional(),
  EncryptionKeyArn: z.string().optional(),
  LockConfiguration: z
    .strictObject({
      MinRetentionDays: z.number(),
      MaxRetentionDays: z.number().optional(),
      ChangeableForDays: z.number().optional(),
    })
    .optional(),
  AccessPolicy: z.unknown().optional(),
  BackupVaultTags: z.unknown().optional(),
});

export async function createBackupVault(request: ResourceRequest): Promise<Resource> {
  const {
    BackupVaultName,
    EncryptionKeyArn: key,
    LockConfiguration,
    AccessPolicy,
  } = Properties.parse(request.properties);
  const name = BackupVaultName ?? physicalName(request, 50);
  const policy = AccessPolicy === undefined ? undefined : JSON.stringify(AccessPolicy);
  request.services.vaults.vaults.set(name, { key, policy, minRetentionDays: LockConfiguration?.MinRetentionDays });
  const BackupVaultArn = `arn:aws:backup:${LOCAL_REGION}:${LOCAL_ACCOUNT}:backup-vault:${name}`;
  return { ref: name, attributes: { BackupVaultName: name, BackupVaultArn } };
}
