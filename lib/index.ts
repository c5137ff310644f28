export { CutOver } from './cut-over/cut-over';
export { AutomatedBackupsCopy } from './database/automated-backups-copy';
export { CertificateAuthorities } from './database/certificate-authorities';
export type { ProtectedClusterProps } from './database/cluster';
export type { ProtectedInstanceProps } from './database/instance';
export { type DatabaseUsers, ProtectedDatabase } from './database/protected-database';
export type { SelfManagedDatabaseProps } from './database/self-managed/self-managed-settings';
export { SnapshotCopy, type SnapshotCopyOptions } from './database/snapshot-copy';
export type { VaultOptions } from './database/vault-options';
export type {
  ExistingBucket,
  ExistingDatabase,
  ExistingErasures,
  ExistingHook,
  ExistingNetwork,
  ExistingWriters,
  NewDatabase,
  PegasusEnvironmentProps,
  PegasusEnvironmentSettings,
  ReplicateTo,
} from './environment/settings';
export {
  BackupDestination,
  type BackupDestinationAttributes,
  type BackupDestinationProps,
  type IBackupDestination,
} from './objects/backup-destination';
export { Application, type HttpApplicationProps } from './options/application';
export { DailyObjectCopies, type DailyObjectCopiesOptions } from './options/daily-object-copies';
export { DeploymentCheck } from './options/deployment-check';
export { DrillSchedule } from './options/drill-schedule';
export type { ErasureLog, Erasures } from './options/erasures';
export { Hold } from './options/hold';
export { LongTransactions } from './options/long-transactions';
export { ObjectReference, type ObjectReferenceOptions } from './options/object-reference';
export type { Objectives } from './options/objectives';
export { ReadBack } from './options/read-back';
export { ReadinessMetric } from './options/readiness-metric';
export { Replication, ReplicationMode, type ReplicationOptions } from './options/replication';
export { RestoreHook, type RestoreHookOptions, RestoreHookTime } from './options/restore-hook';
export { RestoreTesting, type RestoreTestingOptions } from './options/restore-testing';
export { Retention } from './options/retention';
export { type ComplianceLockOptions, VaultLock } from './options/vault-lock';
export { PegasusBackup } from './pegasus-backup';
export { type IPegasusBackup, type PegasusBackupAttributes, PegasusBackupBase } from './pegasus-backup-base';
export type { PegasusBackupProps } from './pegasus-backup-props';
export { PegasusEnvironment } from './pegasus-environment';
export type { EcsServiceSwitchOptions } from './traffic/ecs-service';
export type { LambdaFunctionSwitchOptions } from './traffic/lambda-function';
export type { RuleSwitchOptions } from './traffic/rule';
export type { ScheduleSwitchOptions } from './traffic/schedule';
export { TrafficSwitch } from './traffic/traffic-switch';
