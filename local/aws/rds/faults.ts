import { ServiceError } from '../protocols/service-error';

/**
 * Errors by the code that RDS writes into its answer. The SDK's class is often called otherwise:
 * `DBInstanceNotFound` is thrown as `DBInstanceNotFoundFault`, `InstanceQuotaExceeded` as `InstanceQuotaExceededFault`.
 */
export const fault = {
  instanceNotFound: (name: string) => new ServiceError('DBInstanceNotFound', `DBInstance ${name} not found.`, 404),
  instanceExists: (name: string) => new ServiceError('DBInstanceAlreadyExists', `DB instance ${name} already exists.`),
  instanceState: (name: string, status: string) =>
    new ServiceError('InvalidDBInstanceState', `Instance ${name} is not in available state: ${status}.`),
  snapshotNotFound: (name: string) => new ServiceError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, 404),
  snapshotExists: (name: string) => new ServiceError('DBSnapshotAlreadyExists', `DB snapshot ${name} already exists.`),
  snapshotState: (name: string, status: string) =>
    new ServiceError('InvalidDBSnapshotState', `DB snapshot ${name} is ${status}.`),
  backupNotFound: (name: string) =>
    new ServiceError('DBInstanceAutomatedBackupNotFound', `Automated backup of ${name} not found.`, 404),
  noPointInTime: (name: string) =>
    new ServiceError('PointInTimeRestoreNotEnabled', `DB instance ${name} has no automated backups (retention 0).`),
  noCapacity: (instanceClass: string, zone?: string) =>
    new ServiceError(
      'InsufficientDBInstanceCapacity',
      `${instanceClass} is not available in ${zone ?? 'any zone of the subnet group'}.`,
    ),
  parameterGroupNotFound: (name: string) =>
    new ServiceError('DBParameterGroupNotFound', `DBParameterGroup ${name} not found.`, 404),
  subnetGroupNotFound: (name: string) =>
    new ServiceError('DBSubnetGroupNotFoundFault', `DB subnet group ${name} does not exist.`, 404),
  clusterNotFound: (name: string) => new ServiceError('DBClusterNotFoundFault', `DBCluster ${name} not found.`, 404),
  clusterExists: (name: string) =>
    new ServiceError('DBClusterAlreadyExistsFault', `DB cluster ${name} already exists.`),
  clusterState: (name: string, status: string) =>
    new ServiceError('InvalidDBClusterStateFault', `DB cluster ${name}: ${status}.`),
  clusterSnapshotNotFound: (name: string) =>
    new ServiceError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${name} not found.`, 404),
  clusterBackupNotFound: (name: string) =>
    new ServiceError('DBClusterAutomatedBackupNotFoundFault', `Automated backup of ${name} not found.`, 404),
  clusterParameterGroupNotFound: (name: string) =>
    new ServiceError('DBParameterGroupNotFound', `DBClusterParameterGroup ${name} not found.`, 404),
  parameterGroupState: (name: string) =>
    new ServiceError('InvalidDBParameterGroupState', `${name} is in use, or a default group.`),
  roleExists: (kind: 'Instance' | 'Cluster', name: string, feature: string) =>
    new ServiceError(`DB${kind}RoleAlreadyExists`, `DB ${kind} ${name} has a role for ${feature} already.`),
  value: (message: string) => new ServiceError('InvalidParameterValue', message),
  combination: (message: string) => new ServiceError('InvalidParameterCombination', message),
};
