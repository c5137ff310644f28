/** What to do about an error of RDS's own, by the name the JavaScript SDK gives it; `isTransient` knows those of any service. */
export type DatabaseErrorVerdict =
  | { readonly outcome: 'retry' }
  | { readonly outcome: 'hold' | 'refuse'; readonly advice: string };

/** The database or its backup is being changed: the request is right, and comes too early. */
const RETRY = [
  /^InvalidDBInstanceState(Fault)?$/,
  /^InvalidDBClusterState(Fault)?$/,
  /^InvalidDBClusterSnapshotState(Fault)?$/,
  /^InvalidDBSnapshotState(Fault)?$/,
  /^DBInstanceNotReady(Fault)?$/,
];

/** The request is right: the operator has to free capacity or grant access, and start again. */
const HOLD: readonly (readonly [RegExp, string])[] = [
  [
    /^InsufficientDBInstanceCapacity/,
    'RDS has no room for this instance class: declare `alternativeInstanceClasses` or wait, then start again',
  ],
  [
    /^InstanceQuotaExceeded/,
    'raise the quota "DB instances" in Service Quotas or delete an instance, then start again',
  ],
  [/^DBClusterQuotaExceeded/, 'raise the quota "DB clusters" in Service Quotas or delete a cluster, then start again'],
  [
    /^Insufficient(DBClusterCapacity|StorageClusterCapacity)/,
    'Aurora has no room for this cluster now: wait, then start again',
  ],
  [
    /^DBParameterGroupQuotaExceeded/,
    'raise the quota "Parameter groups" in Service Quotas or delete a group, then start again',
  ],
  [
    /^StorageQuotaExceeded/,
    'raise the quota "Total storage for all DB instances" in Service Quotas or free some, then start again',
  ],
  [/^KMSKeyNotAccessible/, 'the key of the backup is disabled, deleted or not granted: enable it, then start again'],
  [/^ProvisionedIopsNotAvailable/, 'RDS cannot give these IOPS in this zone now: wait, then start again'],
];

const REFUSE: readonly (readonly [RegExp, string])[] = [
  [
    /^(AccessDenied|NotAuthorized|UnauthorizedOperation)/,
    "the handler's role lacks this permission: deploy the stack again",
  ],
  [
    /^PointInTimeRestoreNotEnabled/,
    'the source keeps no automated backups: restore a snapshot (`snapshot` in the request)',
  ],
  [
    /^DB(Instance|Cluster)AutomatedBackupNotFound/,
    'the automated backups of the source are gone: restore a snapshot (`snapshot` in the request)',
  ],
  [
    /^DB(Cluster)?ParameterGroupNotFound/,
    "the source's parameter group is gone, and no manifest has its values: recreate it, then start again",
  ],
  [
    /^OptionGroupNotFound/,
    "the source's option group is gone, and only its name is known: recreate it, then start again",
  ],
  [/^DB(Cluster)?SnapshotNotFound/, 'the snapshot is gone: choose another, or a `targetTime`'],
];

/** Unknown errors are refused: trying them again blindly would hide them until the retries are over. */
export function classifyDatabaseError(name: string): DatabaseErrorVerdict {
  if (RETRY.some((pattern) => pattern.test(name))) return { outcome: 'retry' };
  const held = HOLD.find(([pattern]) => pattern.test(name));
  if (held !== undefined) return { outcome: 'hold', advice: held[1] };
  const refused = REFUSE.find(([pattern]) => pattern.test(name));
  return { outcome: 'refuse', advice: refused?.[1] ?? 'correct what the error of RDS names, then start again' };
}
