import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupSelection, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { protectInstance } from './database-settings';
import type { ProtectedDatabase } from './protected-database';
import type { Retention } from './retention';

export interface DatabaseBackupProps {
  readonly database: ProtectedDatabase;
  readonly retention: Retention;
}

/**
 * The runbook's policy for the database: point-in-time recovery by the instance's own automated backups, whose retention
 * is set here and nowhere else, and a daily snapshot by AWS Backup, which never takes over the former (it would own
 * retention and window, and the template would drift).
 */
export class DatabaseBackup extends Construct {
  readonly vault: BackupVault;

  constructor(scope: Construct, id: string, { database, retention }: DatabaseBackupProps) {
    super(scope, id);
    if (database.resource) protectInstance(database.resource, retention);
    else this.leaveAlone(database, retention);
    this.vault = new BackupVault(this, 'Vault', {
      removalPolicy: RemovalPolicy.RETAIN,
      // Governance mode: who has the right to may lift it. The compliance mode is for ever and is nobody's default.
      lockConfiguration: { minRetention: retention.period },
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupVault: this.vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'DailySnapshot',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          startWindow: Duration.hours(1),
          completionWindow: Duration.hours(8),
          deleteAfter: retention.period,
        }),
      ],
    });
    new BackupSelection(this, 'Selection', {
      backupPlan: plan,
      resources: [BackupResource.fromRdsDatabaseInstance(database.instance)],
      role: this.role(),
      disableDefaultBackupPolicy: true,
    });
  }

  private leaveAlone(database: ProtectedDatabase, retention: Retention): void {
    Validations.of(this).addWarning(
      'pegasus-backup:imported-database',
      `The database ${database.instance.node.path} is imported and not changed: it must keep automated backups for ${retention.period.toDays()} days, with deletion protection on and \`deleteAutomatedBackups\` false. Acknowledge this warning when it does.`,
    );
  }

  private role(): Role {
    const policy = 'service-role/AWSBackupServiceRolePolicyForBackup';
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      description: 'Takes the daily snapshot of the protected database',
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      reason: 'the policy that AWS Backup documents and keeps up to date for taking backups',
    });
    return role;
  }
}
