/**
 * What no handler may do, to anything: a restore adds; it takes away no history, no copy and no lock, and gives no
 * rights. A deny, so that no policy that is put beside ours can allow it.
 */
export const NEVER: readonly string[] = [
  's3:DeleteObjectVersion*',
  's3:BypassGovernanceRetention',
  's3:DeleteBucket*',
  's3:PutBucketVersioning',
  's3:PutBucketPolicy',
  's3:PutBucketObjectLockConfiguration',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
  's3:PutEncryptionConfiguration',
  'rds:Delete*Snapshot',
  'rds:Delete*AutomatedBackup',
  'rds:Modify*SnapshotAttribute',
  'backup:Delete*',
  'backup:PutBackupVaultAccessPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:DisableKey',
  'kms:PutKeyPolicy',
  'iam:Put*',
  'iam:Create*',
  'iam:Update*',
  'iam:SetDefaultPolicyVersion',
  'sts:AssumeRole',
];
