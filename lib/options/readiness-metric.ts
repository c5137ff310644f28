/** The readiness metrics, one for each check: 1 is ready, 0 is not ready or unknown. */
export enum ReadinessMetric {
  RESTORE_ROLES = 'RestoreRoles',
  DATABASE_IN_USE = 'DatabaseInUse',
  ENCRYPTION_KEYS = 'EncryptionKeys',
  SUBNET_GROUP = 'SubnetGroup',
  LATEST_RESTORABLE_TIME = 'LatestRestorableTime',
  BACKUP_RETENTION = 'BackupRetention',
  DELETION_PROTECTION = 'DeletionProtection',
  DAILY_SNAPSHOT = 'DailySnapshot',
  OBJECT_HISTORY = 'ObjectHistory',
  REPLICATION = 'Replication',
  REPLICATION_LAG = 'ReplicationLag',
  BUCKET_EVENTS = 'BucketEvents',
  DATABASE_HEARTBEAT = 'DatabaseHeartbeat',
  BUCKET_HEARTBEAT = 'BucketHeartbeat',
  REFERENCE_BASELINE = 'ReferenceBaseline',
  VERIFIED_RESTORE = 'VerifiedRestore',
}
