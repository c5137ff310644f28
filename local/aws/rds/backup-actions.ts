import * as z from 'zod';
import { type Action, action, filtersOf, identifier, page, tags, text } from './action';
import { List } from './answer';
import type { Estate } from './database-registry';
import { describeBackups, describeSnapshot } from './describe';
import { fault } from './faults';
import { pageOf } from './paging';

export function backupActions(estate: Estate): Record<string, Action> {
  const { snapshots } = estate;

  return {
    DescribeDBInstanceAutomatedBackups: action(
      {
        DBInstanceIdentifier: text.optional(),
        DbiResourceId: text.optional(),
        Filters: filtersOf('status', 'db-instance-id', 'dbi-resource-id'),
        ...page,
      },
      ({ DBInstanceIdentifier, DbiResourceId, Filters, ...asked }) => {
        const found = [...estate.backups.values()].filter(
          ({ instance, status }) =>
            Boolean(instance.settings.BackupRetentionPeriod) &&
            (DBInstanceIdentifier === undefined || instance.identifier === DBInstanceIdentifier.toLowerCase()) &&
            (DbiResourceId === undefined || instance.resourceId === DbiResourceId) &&
            Filters.every(({ Name, Values }) =>
              Values.includes(
                { status, 'db-instance-id': instance.identifier, 'dbi-resource-id': instance.resourceId }[Name] ?? '',
              ),
            ),
        );
        const name = DBInstanceIdentifier ?? DbiResourceId;
        if (name !== undefined && found.length === 0) throw fault.backupNotFound(name);
        const { items, Marker } = pageOf(found, ({ instance }) => instance.resourceId, asked);
        return {
          Marker,
          DBInstanceAutomatedBackups: new List('DBInstanceAutomatedBackup', items.map(describeBackups)),
        };
      },
    ),

    CreateDBSnapshot: action(
      { DBSnapshotIdentifier: identifier, DBInstanceIdentifier: text, Tags: tags.default([]) },
      ({ DBSnapshotIdentifier, DBInstanceIdentifier, Tags }) => {
        const instance = estate.availableInstance(DBInstanceIdentifier);
        const snapshot = snapshots.nameManual(instance, DBSnapshotIdentifier, Tags);
        // A failure is logged, and is the snapshot's status.
        void instance.backUp(() => snapshots.fillManual(snapshot, instance)).catch(() => undefined);
        return { DBSnapshot: describeSnapshot(snapshot) };
      },
    ),

    DescribeDBSnapshots: action(
      {
        DBSnapshotIdentifier: text.optional(),
        DBInstanceIdentifier: text.optional(),
        DbiResourceId: text.optional(),
        SnapshotType: z.enum(['manual', 'automated', 'awsbackup']).optional(),
        Filters: filtersOf('db-instance-id', 'dbi-resource-id'),
        ...page,
      },
      ({ DBSnapshotIdentifier, DBInstanceIdentifier, DbiResourceId, SnapshotType, Filters, ...asked }) => {
        const named = DBSnapshotIdentifier ? [snapshots.get(DBSnapshotIdentifier)] : [...snapshots.all.values()];
        const found = named.filter(
          ({ instance, type }) =>
            (DBInstanceIdentifier === undefined || instance.identifier === DBInstanceIdentifier.toLowerCase()) &&
            (DbiResourceId === undefined || instance.resourceId === DbiResourceId) &&
            // What is no manual snapshot is shown by its name only to those who say its type, too.
            (SnapshotType === undefined
              ? type === 'manual' || (type === 'automated' && !DBSnapshotIdentifier)
              : type === SnapshotType) &&
            Filters.every(({ Name, Values }) =>
              Values.includes(Name === 'db-instance-id' ? instance.identifier : instance.resourceId),
            ),
        );
        if (DBSnapshotIdentifier && found.length === 0) throw fault.snapshotNotFound(DBSnapshotIdentifier);
        const { items, Marker } = pageOf(found, (snapshot) => snapshot.identifier, asked);
        return { Marker, DBSnapshots: new List('DBSnapshot', items.map(describeSnapshot)) };
      },
    ),

    DeleteDBSnapshot: action({ DBSnapshotIdentifier: text }, async ({ DBSnapshotIdentifier }) => {
      const snapshot = snapshots.get(DBSnapshotIdentifier);
      if (snapshot.type === 'automated' || snapshot.status === 'creating') {
        throw fault.snapshotState(DBSnapshotIdentifier, `${snapshot.type}, ${snapshot.status}`);
      }
      await snapshots.remove(snapshot);
      return { DBSnapshot: describeSnapshot(snapshot) };
    }),
  };
}
