import { DBSnapshotNotFoundFault, paginateDescribeDBSnapshots, type RDSClient } from '@aws-sdk/client-rds';
import type { SnapshotFacts } from '../../domain/recovery-points';
import { seconds } from '../../domain/target-time';

/** Snapshots that AWS Backup has taken: RDS shows them only to those who ask for their type. */
export async function backupSnapshots(
  client: RDSClient,
  of: { readonly database: string } | { readonly snapshot: string },
): Promise<SnapshotFacts[]> {
  const filter = 'database' in of ? { DBInstanceIdentifier: of.database } : { DBSnapshotIdentifier: of.snapshot };
  const found: SnapshotFacts[] = [];
  try {
    for await (const page of paginateDescribeDBSnapshots({ client }, { ...filter, SnapshotType: 'awsbackup' })) {
      found.push(
        ...(page.DBSnapshots ?? []).map((snapshot) => ({
          id: snapshot.DBSnapshotIdentifier ?? '',
          status: snapshot.Status ?? 'unknown',
          databaseTime: snapshot.SnapshotDatabaseTime && seconds(snapshot.SnapshotDatabaseTime.getTime()),
          sourceIdentifier: snapshot.DBInstanceIdentifier ?? '',
          sourceResourceId: snapshot.DbiResourceId,
        })),
      );
    }
  } catch (error) {
    if (!(error instanceof DBSnapshotNotFoundFault)) throw error;
  }
  return found;
}
