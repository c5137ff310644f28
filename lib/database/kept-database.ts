import { Validations } from 'aws-cdk-lib';
import type { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';

/**
 * That a database of this app does not go with its stack. Its deletion protection is not set here: a first deployment that
 * fails could not be cleaned up, and not be repeated. Readiness asks for it.
 */
export function checkKept(database: CfnDBInstance | CfnDBCluster): void {
  const path = database.node.scope?.node.path ?? database.node.path;
  const { deletionPolicy } = database.cfnOptions;
  if (database.deletionProtection === false) {
    throw new Error(
      `\`deletionProtection\` of ${path} is false: leave it out for a first deployment, and set it to true once that has succeeded; a protected database must not go with its stack.`,
    );
  }
  if (deletionPolicy === 'Delete') {
    throw new Error(
      `\`removalPolicy\` of ${path} is DESTROY: leave it out, or use RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE; a protected database must not go with its stack.`,
    );
  }
  if (deletionPolicy === 'Retain') {
    Validations.of(database).addWarning(
      'pegasus-backup:retained-database',
      `\`removalPolicy\` of ${path} is RETAIN: a first deployment that fails leaves the database behind, in a network that then cannot be deleted, and cannot be repeated. Use RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, and set \`deletionProtection\` to true once it has succeeded.`,
    );
  }
}
