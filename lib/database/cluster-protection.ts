import type { CfnDBCluster } from 'aws-cdk-lib/aws-rds';
import type { Retention } from '../options/retention';
import { checkKept } from './kept-database';

/**
 * Sets on a cluster of this app what the defaults of CDK leave unsafe. A conflicting setting is
 * refused and not overruled, so that the stack says what is deployed.
 */
export function protectCluster(cluster: CfnDBCluster, retention: Retention): void {
  const days = retention.period.toDays();
  const path = cluster.node.scope?.node.path ?? cluster.node.path;
  if (cluster.backupRetentionPeriod !== undefined && cluster.backupRetentionPeriod !== days) {
    throw new Error(
      `\`backup\` of ${path} keeps ${cluster.backupRetentionPeriod} days, but \`retention\` of PegasusBackup is ${days}: leave \`backup\` out, PegasusBackup sets it so that both stores reach back equally far.`,
    );
  }
  if (cluster.deleteAutomatedBackups === true) {
    throw new Error(
      `\`deleteAutomatedBackups\` of ${path} is true: leave it out or set it to false; otherwise every recovery point goes with the cluster.`,
    );
  }
  checkKept(cluster);
  cluster.backupRetentionPeriod = days;
  cluster.deleteAutomatedBackups = false;
  cluster.copyTagsToSnapshot = true;
}
