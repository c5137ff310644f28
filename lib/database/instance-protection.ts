import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { Retention } from '../options/retention';

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
  if (instance.deletionProtection === false) {
    throw new Error(
      `\`deletionProtection\` of ${path} is false: leave it out or set it to true; a protected database must not go with its stack.`,
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
  if (instance.cfnOptions.deletionPolicy === 'Delete') {
    throw new Error(
      `\`removalPolicy\` of ${path} is DESTROY: leave it out, or use RemovalPolicy.RETAIN; a protected database must not go with its stack.`,
    );
  }
  if (instance.engine !== undefined && !/postgres/.test(instance.engine)) {
    throw new Error(
      `\`engine\` of ${path} is ${instance.engine}; postgres is allowed: nothing else is recovered here.`,
    );
  }
  instance.backupRetentionPeriod = days;
  instance.deletionProtection = true;
  instance.deleteAutomatedBackups = false;
  instance.copyTagsToSnapshot = true;
}
