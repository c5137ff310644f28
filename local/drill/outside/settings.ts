import { type DBInstance, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Stage } from '../stage';

/** The settings in which the source differs from RDS's defaults, as RDS says them of a database. */
function settingsOf(instance: DBInstance): Map<string, string> {
  const { DBSubnetGroup, DBParameterGroups = [], VpcSecurityGroups = [], EnabledCloudwatchLogsExports = [] } = instance;
  const said = {
    parameterGroup: DBParameterGroups.map((group) => `${group.DBParameterGroupName} ${group.ParameterApplyStatus}`),
    subnetGroup: DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId).sort(),
    multiAz: instance.MultiAZ,
    deletionProtection: instance.DeletionProtection,
    iamAuthentication: instance.IAMDatabaseAuthenticationEnabled,
    logExports: [...EnabledCloudwatchLogsExports].sort(),
    copyTagsToSnapshot: instance.CopyTagsToSnapshot,
    maintenanceWindow: instance.PreferredMaintenanceWindow,
    performanceInsights: instance.PerformanceInsightsEnabled,
  };
  return new Map(Object.entries(said).map(([setting, value]) => [setting, JSON.stringify(value)]));
}

/** Of the source, and of the database that the application is pointed at now. */
export async function readSettings({ rds, secrets, databaseIdentifier, databaseSecretArn }: Stage) {
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: databaseSecretArn }));
  const { port } = JSON.parse(SecretString);
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  const source = DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === databaseIdentifier);
  const current = DBInstances.find(({ Endpoint }) => Endpoint?.Port === port);
  return { source: settingsOf(source ?? {}), current: settingsOf(current ?? {}) };
}
