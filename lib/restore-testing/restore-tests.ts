import { Duration } from 'aws-cdk-lib';
import { CfnRestoreTestingPlan, CfnRestoreTestingSelection, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { BackupServiceRole } from '../database/backup-service-role';
import type { RestoreTestTarget } from '../database/database-definition';
import type { ProtectedDatabase } from '../database/protected-database';
import { Handler } from '../handler/handler';
import { uniqueName } from '../names/unique-name';
import { tellsTopic } from '../notifications/topic';
import type { RestoreTesting, RestoreTestingOptions } from '../options/restore-testing';
import type { Retention } from '../options/retention';
import { type RestoreTestResources, validateRestoreTest } from './validate-restore-test';

/** AWS Backup begins within an hour and keeps what it restored for another, so that it can be validated. */
const WINDOW_HOURS = 1;

export interface RestoreTestsProps extends RestoreTestResources {
  readonly testing: RestoreTesting;
  /** There is one wherever AWS Backup can restore the database. */
  readonly vault?: IBackupVault;
  readonly retention: Retention;
}

/** Restore testing of AWS Backup for the daily snapshots, validated by our own checks. */
export class RestoreTests extends Construct {
  constructor(scope: Construct, id: string, props: RestoreTestsProps) {
    super(scope, id);
    const { testing, vault, retention, database, notifications } = props;
    const { expressionString } = testing.schedule;
    const target = targetOf(database);
    const plan = new CfnRestoreTestingPlan(this, 'Plan', {
      restoreTestingPlanName: uniqueName(this, { maxLength: 50 }),
      scheduleExpression: expressionString,
      startWindowHours: WINDOW_HOURS,
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vault!.backupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: retention.period.toDays(),
      },
    });
    const role = new BackupServiceRole(this, 'Role', {
      description: 'Restores snapshots of the protected database for restore tests',
      policy: 'service-role/AWSBackupServiceRolePolicyForRestores',
    });
    new CfnRestoreTestingSelection(this, 'Selection', {
      restoreTestingPlanName: plan.ref,
      restoreTestingSelectionName: 'Database',
      protectedResourceType: target.resourceType,
      protectedResourceArns: [target.resourceArn],
      iamRoleArn: role.roleArn,
      restoreMetadataOverrides: overrides(database, target, testing.options),
      validationWindowHours: WINDOW_HOURS,
    });
    const handler = new Handler(this, 'ValidateRestoreTest', validateRestoreTest(props));
    this.rule(plan, 'Restored', ['COMPLETED'], 'A restore test has restored the database').addTarget(
      new LambdaFunction(handler.function, { retryAttempts: 2, maxEventAge: Duration.hours(WINDOW_HOURS) }),
    );
    this.rule(plan, 'NotRestored', ['ABORTED', 'FAILED'], 'A restore test could not restore the database').addTarget(
      tellsTopic(notifications),
    );
  }

  private rule(plan: CfnRestoreTestingPlan, id: string, status: string[], description: string): Rule {
    return new Rule(this, id, {
      description,
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Restore Job State Change'],
        detail: { restoreTestingPlanArn: [plan.attrRestoreTestingPlanArn], status },
      },
    });
  }
}

function targetOf({ _definition: definition }: ProtectedDatabase): RestoreTestTarget {
  if (definition.restoreTest) return definition.restoreTest;
  throw new Error(
    `\`restoreTesting\` is for database instances, and ${definition.construct.node.path} is of the kind '${definition.kind}': leave it out; drills restore it together with its objects.`,
  );
}

/** Without these AWS Backup restores into the default VPC, where no handler reaches the database. */
function overrides(
  { _definition: definition }: ProtectedDatabase,
  target: RestoreTestTarget,
  options: RestoreTestingOptions,
): Record<string, string> {
  const dbSubnetGroupName = options.subnetGroupName ?? target.subnetGroupName;
  if (dbSubnetGroupName === undefined) {
    throw new Error(
      `\`restoreTesting\` does not know the subnet group of ${definition.construct.node.path}, and AWS Backup would restore into the default VPC: give it, as RestoreTesting.weekly({ subnetGroupName: 'private' }).`,
    );
  }
  const groups = definition.connections.securityGroups.map(({ securityGroupId }) => securityGroupId);
  if (groups.length === 0) {
    throw new Error(
      `\`restoreTesting\` does not know the security groups of ${definition.construct.node.path}, so the handler that validates could not reach what is restored: import the database with its \`securityGroups\`.`,
    );
  }
  return {
    dbSubnetGroupName,
    vpcSecurityGroupIds: JSON.stringify(groups),
    ...(options.instanceClass && { dbInstanceClass: options.instanceClass }),
  };
}
