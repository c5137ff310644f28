import type { ClusterSettings, MemberSettings } from '../../../../domain/database/cluster';

/** A production cluster that differs from Aurora's defaults wherever it can. */
export const CLUSTER: ClusterSettings = {
  engine: 'aurora-postgresql',
  engineVersion: '17.5',
  engineMode: 'provisioned',
  masterUsername: 'pegasus',
  port: 5433,
  subnetGroup: 'pegasus-subnets',
  securityGroups: ['sg-1', 'sg-2'],
  clusterParameterGroup: 'pegasus-cluster',
  deletionProtection: true,
  iamAuthentication: true,
  storageType: 'aurora-iopt1',
  storageEncrypted: true,
  kmsKey: 'arn:aws:kms:eu-west-1:1:key/k',
  logExports: ['postgresql'],
  copyTagsToSnapshot: true,
  backupRetentionDays: 30,
  backupWindow: '02:00-02:30',
  maintenanceWindow: 'sun:04:00-sun:04:30',
  networkType: 'IPV4',
  serverlessMinimum: 0.5,
  serverlessMaximum: 16,
  serverlessPauseSeconds: null,
  dataApi: true,
  managedMasterSecret: false,
  customEndpoints: [],
  instances: 2,
};

export const WRITER: MemberSettings = {
  instanceClass: 'db.r8g.large',
  parameterGroup: 'pegasus-instances',
  promotionTier: 0,
  publiclyAccessible: false,
  autoMinorVersionUpgrade: false,
  caCertificate: 'rds-ca-rsa2048-g1',
  maintenanceWindow: 'sun:04:00-sun:04:30',
  performanceInsights: true,
  performanceInsightsKey: 'arn:aws:kms:eu-west-1:1:key/p',
  performanceInsightsRetentionDays: 7,
  monitoringIntervalSeconds: 60,
  monitoringRole: 'arn:aws:iam::1:role/monitoring',
};

export const READER: MemberSettings = { ...WRITER, instanceClass: 'db.serverless', promotionTier: 2 };
