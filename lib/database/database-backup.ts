import { Duration, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupSelection, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Keepers } from '../../domain/objects/keep-policy';
import type { Retention } from '../options/retention';
import { copyAutomatedBackups } from './automated-backups-copy';
import { BackupServiceRole } from './backup-service-role';
import type { ProtectedDatabase } from './protected-database';
import { S3BackupSelection } from './s3-backup-selection';
import { SnapshotVault } from './snapshot-vault';
import type { VaultOptions } from './vault-options';

export interface DatabaseBackupProps {
  readonly database: ProtectedDatabase;
  readonly retention: Retention;
  /** The protected one: a snapshot of it can lie beside those of the database. */
  readonly bucket: IBucket;
  readonly accessLogs: IBucket;
  /** Receives failures of a backup that no other alarm reports. */
  readonly notifications: ITopic;
  readonly options?: VaultOptions;
  /** @default - the rights of the account decide */
  readonly keepers?: Keepers;
}

/**
 * The runbook's policy for the database: point-in-time recovery by the instance's own automated backups, whose retention
 * is set here and nowhere else, and a daily snapshot by AWS Backup, which never takes over the former (it would own
 * retention and window, and the template would drift).
 */
export class DatabaseBackup extends Construct {
  /** Undefined where the database makes its own backup. */
  readonly vault?: IBackupVault;

  constructor(
    scope: Construct,
    id: string,
    { database, retention, bucket, accessLogs, notifications, options = {}, keepers }: DatabaseBackupProps,
  ) {
    super(scope, id);
    const { _definition: definition } = database;
    if (definition.makeBackup) {
      refuseVault(options);
      definition.makeBackup(this, { retention, accessLogs, notifications });
    }
    if (!definition.backupResource) return;
    if (definition.ownedByApp) definition.protect(retention);
    else this.leaveAlone(database, retention);
    if (options.automatedBackups) copyAutomatedBackups(database, options.automatedBackups, retention);
    const { vault, copyActions } = new SnapshotVault(this, 'Vault', {
      options,
      retention,
      database: definition.construct.node.path,
      ownStorageKey: definition.storageKeyArn !== undefined,
      keepers,
    });
    this.vault = vault;
    const plan = new BackupPlan(this, 'Plan', {
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'DailySnapshot',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          startWindow: Duration.hours(1),
          completionWindow: Duration.hours(8),
          deleteAfter: retention.period,
          copyActions: [...copyActions],
        }),
      ],
    });
    new BackupSelection(this, 'Selection', {
      backupPlan: plan,
      resources: [definition.backupResource],
      role: new BackupServiceRole(this, 'Role', {
        description: 'Takes the daily snapshot of the protected database',
        policy: 'service-role/AWSBackupServiceRolePolicyForBackup',
      }),
      disableDefaultBackupPolicy: true,
    });
    if (options.objects) new S3BackupSelection(this, 'Objects', { plan, bucket });
  }

  private leaveAlone(database: ProtectedDatabase, retention: Retention): void {
    Validations.of(this).addWarning(
      'pegasus-backup:imported-database',
      `The database ${database._definition.construct.node.path} is imported and not changed: it must keep automated backups for ${retention.period.toDays()} days, with deletion protection on and \`deleteAutomatedBackups\` false. Acknowledge this warning when it does.`,
    );
  }
}

/** @throws Error for options of a vault that there is not */
function refuseVault(options: VaultOptions): void {
  const given = Object.keys(options).map((option) => `\`${option}\``);
  if (given.length === 0) return;
  throw new Error(
    `\`vault\` has ${given.join(', ')}, but a self-managed database has dumps in a bucket, and no snapshots in a vault: leave \`vault\` out.`,
  );
}
