export { Application, type HttpApplicationProps } from './application';
export { AutomatedBackupsCopy } from './automated-backups-copy';
export { BackupDestination, type BackupDestinationProps } from './backup-destination';
export { CutOver } from './cut-over';
export { DailySnapshots, type DailySnapshotsOptions } from './daily-snapshots';
export type { ProtectedClusterProps } from './database/cluster';
export type { ProtectedInstanceProps } from './database/instance';
export type { SelfManagedDatabaseProps } from './database/self-managed/self-managed-settings';
export { DeploymentCheck } from './deployment-check';
export { DrillSchedule } from './drill-schedule';
export type {
  ExistingBucket,
  ExistingDatabase,
  ExistingNetwork,
  ExistingWriters,
  NewDatabase,
  PegasusEnvironmentProps,
  PegasusEnvironmentSettings,
  ReplicateTo,
} from './environment/settings';
export { Hold } from './hold';
export { LongTransactions } from './long-transactions';
export { ObjectReference } from './object-reference';
export type { Objectives } from './objectives';
export { PegasusBackup } from './pegasus-backup';
export type { IPegasusBackup, PegasusBackupAttributes } from './pegasus-backup-base';
export type { PegasusBackupProps } from './pegasus-backup-props';
export { PegasusEnvironment } from './pegasus-environment';
export { ProtectedDatabase } from './protected-database';
export { ReadBack } from './read-back';
export { ReadinessMetric } from './readiness-metric';
export { Replication, ReplicationMode, type ReplicationOptions } from './replication';
export { RestoreTesting, type RestoreTestingOptions } from './restore-testing';
export { Retention } from './retention';
export { SnapshotCopy, type SnapshotCopyOptions } from './snapshot-copy';
export type { EcsServiceSwitchOptions } from './traffic/ecs-service';
export type { LambdaFunctionSwitchOptions } from './traffic/lambda-function';
export type { RuleSwitchOptions } from './traffic/rule';
export type { ScheduleSwitchOptions } from './traffic/schedule';
export { TrafficSwitch } from './traffic-switch';
export { type ComplianceLockOptions, VaultLock } from './vault-lock';
export type { VaultOptions } from './vault-options';
