import * as rds from '@aws-sdk/client-rds';
import { classifyDatabaseError } from '../../../domain/database/rds-errors';

test.each([
  [
    'a source that is being changed',
    ['InvalidDBInstanceStateFault', 'InvalidDBClusterStateFault', 'InvalidDBClusterSnapshotStateFault'],
    'retry',
  ],
  ['F23 capacity', ['InsufficientDBInstanceCapacityFault', 'InsufficientDBClusterCapacityFault'], 'hold'],
  ['F24 quotas', ['InstanceQuotaExceededFault', 'StorageQuotaExceededFault', 'DBClusterQuotaExceededFault'], 'hold'],
  ['F25 a lost key', ['KMSKeyNotAccessibleFault'], 'hold'],
  ['F26 no automated backups', ['PointInTimeRestoreNotEnabledFault'], 'refuse'],
  ['F30 missing permission', ['AccessDenied', 'AccessDeniedException'], 'refuse'],
  ['wrong parameters', ['InvalidParameterValue', 'InvalidParameterCombination'], 'refuse'],
  ['anything unknown', ['Surprise'], 'refuse'],
])('%s (%p): %s', (_what, names, outcome) =>
  expect(new Set(names.map((name) => classifyDatabaseError(name).outcome))).toEqual(new Set([outcome])),
);

test('F24 the quota is named', () =>
  expect(classifyDatabaseError('InstanceQuotaExceededFault')).toMatchObject({
    advice: expect.stringContaining('"DB instances"'),
  }));

test('the faults that are named here exist in the installed SDK', () => {
  const faults = [
    'InsufficientDBInstanceCapacityFault',
    'InstanceQuotaExceededFault',
    'StorageQuotaExceededFault',
    'KMSKeyNotAccessibleFault',
    'PointInTimeRestoreNotEnabledFault',
    'InvalidDBInstanceStateFault',
    'DBInstanceNotFoundFault',
    'DBInstanceAlreadyExistsFault',
    'DBSnapshotNotFoundFault',
    'DBClusterNotFoundFault',
    'DBClusterAlreadyExistsFault',
    'DBClusterSnapshotNotFoundFault',
    'DBClusterAutomatedBackupNotFoundFault',
    'DBClusterQuotaExceededFault',
    'InvalidDBClusterStateFault',
    'InvalidDBClusterSnapshotStateFault',
    'InsufficientDBClusterCapacityFault',
    'InsufficientStorageClusterCapacityFault',
  ];
  expect(faults.filter((fault) => !(fault in rds))).toEqual([]);
});
