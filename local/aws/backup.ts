import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { operation } from './protocols/operation';
import { answerRest, type Route } from './protocols/rest';
import { ServiceError } from './protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from './service';

export interface LocalVault {
  /** Undefined: it is not locked. */
  readonly minRetentionDays?: number;
  /** ARN. */
  readonly key?: string;
  /** JSON. */
  readonly policy?: string;
  /** ARNs of what is in it. @default - nothing */
  readonly recoveryPoints?: readonly string[];
}

function notFound(what: string): never {
  throw new ServiceError('ResourceNotFoundException', `${what} is not found`, 404);
}

/** AWS Backup: its vaults, their locks and policies. Nothing is backed up into them. */
export class LocalVaults implements LocalService {
  readonly name = 'backup';
  readonly vaults = new Map<string, LocalVault>();

  private readonly routes: readonly Route[] = [
    {
      method: 'GET',
      path: /^\/backup-vaults\/(?<BackupVaultName>[^/]+)$/,
      run: operation(z.strictObject({ BackupVaultName: z.string() }), ({ BackupVaultName }) => {
        const found = this.vaults.get(BackupVaultName) ?? notFound(`Backup vault ${BackupVaultName}`);
        const { minRetentionDays: MinRetentionDays, key: EncryptionKeyArn } = found;
        const BackupVaultArn = `arn:aws:backup:${LOCAL_REGION}:${LOCAL_ACCOUNT}:backup-vault:${BackupVaultName}`;
        const lock = { Locked: MinRetentionDays !== undefined, MinRetentionDays };
        return { BackupVaultName, BackupVaultArn, EncryptionKeyArn, ...lock };
      }),
    },
    {
      method: 'GET',
      path: /^\/backup-vaults\/(?<BackupVaultName>[^/]+)\/access-policy$/,
      run: operation(z.strictObject({ BackupVaultName: z.string() }), ({ BackupVaultName }) => {
        const found = this.vaults.get(BackupVaultName)?.policy;
        return { BackupVaultName, Policy: found ?? notFound(`The access policy of ${BackupVaultName}`) };
      }),
    },
    {
      method: 'GET',
      path: /^\/backup-vaults\/(?<BackupVaultName>[^/]+)\/recovery-points$/,
      run: operation(
        z.strictObject({
          BackupVaultName: z.string(),
          maxResults: z.string().optional(),
          nextToken: z.string().optional(),
        }),
        ({ BackupVaultName }) => ({
          RecoveryPoints: (this.found(BackupVaultName).recoveryPoints ?? []).map((RecoveryPointArn) => ({
            RecoveryPointArn,
          })),
        }),
      ),
    },
    {
      method: 'DELETE',
      path: /^\/backup-vaults\/(?<BackupVaultName>[^/]+)\/vault-lock$/,
      run: operation(z.strictObject({ BackupVaultName: z.string() }), ({ BackupVaultName }) => {
        this.vaults.set(BackupVaultName, { ...this.found(BackupVaultName), minRetentionDays: undefined });
      }),
    },
    {
      method: 'DELETE',
      path: /^\/backup-vaults\/(?<BackupVaultName>[^/]+)\/recovery-points\/(?<RecoveryPointArn>.+)$/,
      run: operation(
        z.strictObject({ BackupVaultName: z.string(), RecoveryPointArn: z.string() }),
        ({ BackupVaultName, RecoveryPointArn }) => {
          const vault = this.found(BackupVaultName);
          if (vault.minRetentionDays !== undefined) {
            throw new ServiceError(
              'InvalidParameterValueException',
              'The recovery point is protected by the lock of its vault.',
            );
          }
          const recoveryPoints = (vault.recoveryPoints ?? []).filter((arn) => arn !== RecoveryPointArn);
          this.vaults.set(BackupVaultName, { ...vault, recoveryPoints });
        },
      ),
    },
  ];

  /** @throws ServiceError where something is in it */
  delete(name: string): void {
    if (this.vaults.get(name)?.recoveryPoints?.length) {
      throw new ServiceError(
        'InvalidRequestException',
        `Backup vault cannot be deleted because it contains recovery points.`,
      );
    }
    this.vaults.delete(name);
  }

  private found(name: string): LocalVault {
    return this.vaults.get(name) ?? notFound(`Backup vault ${name}`);
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerRest(this.name, this.routes, request, response);
  }

  async close(): Promise<void> {}
}
