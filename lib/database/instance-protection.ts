import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { Retention } from '../options/retention';
import { checkKept } from './kept-database';

/**
 * Sets on an instance of this app what the defaults of CDK leave unsafe. A conflicting setting is
 * refused and not overruled, so that the stack says what is deployed.
 */
export function protectInstance(instance: CfnDBInstance, retention: Retention): void {
  const days = retention.period.toDays();
  const path = instance.node.scope?.node.path ?? instance.node.path;
  if (instance.backupRetentionPeriod !== undefined && instance.backupRetentionPeriod !== days) {
    throw new Error(
      `\`backupRetention\` of ${path} is ${instance.backupRetentionPeriod} days, but \`retention\` of PegasusBackup is ${days}: leave \`backupRetention\` out, PegasusBackup sets it so that both stores reach back equally far.`,
    );
  }
  if (instance.deleteAutomatedBackups === true) {
    throw new Error(
      `\`deleteAutomatedBackups\` of ${path} is true: leave it out or set it to false; otherwise every recovery point goes with the instance.`,
    );
  }
  if (instance.copyTagsToSnapshot === false) {
    throw new Error(
      `\`copyTagsToSnapshot\` of ${path} is false: leave it out or set it to true; the tags say whose snapshot it is.`,
    );
  }
  checkKept(instance);
  instance.backupRetentionPeriod = days;
  instance.deleteAutomatedBackups = false;
  instance.copyTagsToSnapshot = true;
}
