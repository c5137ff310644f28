import * as z from 'zod';
import { type Action, action, filtersOf, identifier, page, tags, text } from '../action';
import { List } from '../answer';
import { fault } from '../faults';
import { pageOf } from '../paging';
import type { Snapshot } from '../snapshots';
import type { ClusterEstate } from './cluster-registry';
import { describeClusterBackups, describeClusterSnapshot } from './describe-cluster';

export function clusterBackupActions(estate: ClusterEstate): Record<string, Action> {
  const { snapshots } = estate;
  const described = (snapshot: Snapshot) => describeClusterSnapshot(snapshot, estate.settingsOf(snapshot));
  const snapshotOf = (name: string): Snapshot => {
    const found = snapshots.all.get(name.toLowerCase());
    if (!found) throw fault.clusterSnapshotNotFound(name);
    return found;
  };

  return {
    DescribeDBClusterAutomatedBackups: action(
      {
        DBClusterIdentifier: text.optional(),
        DbClusterResourceId: text.optional(),
        Filters: filtersOf('status', 'db-cluster-id', 'db-cluster-resource-id'),
        ...page,
      },
      ({ DBClusterIdentifier, DbClusterResourceId, Filters, ...asked }) => {
        const found = [...estate.backups.values()].filter(
          ({ cluster, backups: { status } }) =>
            (DBClusterIdentifier === undefined || cluster.identifier === DBClusterIdentifier.toLowerCase()) &&
            (DbClusterResourceId === undefined || cluster.resourceId === DbClusterResourceId) &&
            Filters.every(({ Name, Values }) =>
              Values.includes(
                { status, 'db-cluster-id': cluster.identifier, 'db-cluster-resource-id': cluster.resourceId }[Name] ??
                  '',
              ),
            ),
        );
        const name = DBClusterIdentifier ?? DbClusterResourceId;
        if (name !== undefined && found.length === 0) throw fault.clusterBackupNotFound(name);
        const { items, Marker } = pageOf(found, ({ cluster }) => cluster.resourceId, asked);
        return {
          Marker,
          DBClusterAutomatedBackups: new List('DBClusterAutomatedBackup', items.map(describeClusterBackups)),
        };
      },
    ),

    CreateDBClusterSnapshot: action(
      { DBClusterSnapshotIdentifier: identifier, DBClusterIdentifier: text, Tags: tags.default([]) },
      ({ DBClusterSnapshotIdentifier, DBClusterIdentifier, Tags }) => {
        const cluster = estate.availableCluster(DBClusterIdentifier);
        return { DBClusterSnapshot: described(estate.takeSnapshot(cluster, DBClusterSnapshotIdentifier, Tags)) };
      },
    ),

    DescribeDBClusterSnapshots: action(
      {
        DBClusterSnapshotIdentifier: text.optional(),
        DBClusterIdentifier: text.optional(),
        // AWS Backup takes no snapshots on this machine.
        SnapshotType: z.enum(['manual', 'automated', 'awsbackup']).optional(),
        ...page,
      },
      ({ DBClusterSnapshotIdentifier, DBClusterIdentifier, SnapshotType, ...asked }) => {
        const named = DBClusterSnapshotIdentifier
          ? [snapshotOf(DBClusterSnapshotIdentifier)]
          : [...snapshots.all.values()];
        const found = named.filter(
          ({ instance, type }) =>
            (DBClusterIdentifier === undefined || instance.identifier === DBClusterIdentifier.toLowerCase()) &&
            (SnapshotType === undefined || type === SnapshotType),
        );
        const { items, Marker } = pageOf(found, (snapshot) => snapshot.identifier, asked);
        return { Marker, DBClusterSnapshots: new List('DBClusterSnapshot', items.map(described)) };
      },
    ),

    DeleteDBClusterSnapshot: action({ DBClusterSnapshotIdentifier: text }, async ({ DBClusterSnapshotIdentifier }) => {
      const snapshot = snapshotOf(DBClusterSnapshotIdentifier);
      if (snapshot.type === 'automated' || snapshot.status === 'creating') {
        throw fault.snapshotState(DBClusterSnapshotIdentifier, `${snapshot.type}, ${snapshot.status}`);
      }
      const answer = { DBClusterSnapshot: described(snapshot) };
      await snapshots.remove(snapshot);
      return answer;
    }),
  };
}
