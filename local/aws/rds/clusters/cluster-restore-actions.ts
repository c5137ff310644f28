import * as z from 'zod';
import { type Action, action, flag, identifier, tags, text, time } from '../action';
import { fault } from '../faults';
import { PLACE } from '../instance-actions';
import { restoreTime } from '../restore-actions';
import type { ClusterBackups, ClusterEstate } from './cluster-registry';
import { CLUSTER_PASSABLE, regionDefaultVersion, restoredClusterSettings } from './cluster-settings';
import { describeCluster, ENGINE } from './describe-cluster';

const RESTORE = { ...CLUSTER_PASSABLE, Port: PLACE.Port, Tags: tags.default([]) };

export function clusterRestoreActions(estate: ClusterEstate): Record<string, Action> {
  const { version } = estate.machine.binaries;

  return {
    RestoreDBClusterToPointInTime: action(
      {
        DBClusterIdentifier: identifier,
        SourceDBClusterIdentifier: text.optional(),
        SourceDbClusterResourceId: text.optional(),
        // A clone cannot take a time.
        RestoreType: z.literal('full-copy').default('full-copy'),
        RestoreToTime: time.optional(),
        UseLatestRestorableTime: flag.default(false),
        ...RESTORE,
      },
      (input) => {
        const { DBClusterIdentifier, SourceDBClusterIdentifier, SourceDbClusterResourceId, ...others } = input;
        const { RestoreType, RestoreToTime, UseLatestRestorableTime, Tags, Port, ...passed } = others;
        const { cluster, backups } = findBackups(estate, SourceDBClusterIdentifier, SourceDbClusterResourceId);
        const source = backups.sourceFor(restoreTime(backups, RestoreToTime, UseLatestRestorableTime))!;
        const settings = restoredClusterSettings(cluster.settings, passed, version);
        const restored = estate.add(DBClusterIdentifier, settings, Tags);
        restored.restore(source);
        return { DBCluster: describeCluster(restored) };
      },
    ),

    RestoreDBClusterFromSnapshot: action(
      {
        DBClusterIdentifier: identifier,
        SnapshotIdentifier: text,
        Engine: z.literal(ENGINE),
        EngineVersion: text.optional(),
        ...RESTORE,
      },
      ({ DBClusterIdentifier, SnapshotIdentifier, Engine, EngineVersion, Tags, Port, ...passed }) => {
        const snapshot = estate.snapshots.all.get(SnapshotIdentifier.toLowerCase());
        if (!snapshot) throw fault.clusterSnapshotNotFound(SnapshotIdentifier);
        if (!snapshot.source) throw fault.snapshotState(SnapshotIdentifier, snapshot.status);
        const given = { ...passed, EngineVersion: EngineVersion ?? regionDefaultVersion(version) };
        const settings = restoredClusterSettings(estate.settingsOf(snapshot), given, version);
        const restored = estate.add(DBClusterIdentifier, settings, Tags);
        restored.restore(snapshot.source);
        return { DBCluster: describeCluster(restored) };
      },
    ),
  };
}

function findBackups(estate: ClusterEstate, name: string | undefined, resourceId: string | undefined): ClusterBackups {
  if ((name === undefined) === (resourceId === undefined)) {
    throw fault.combination('Exactly one of SourceDBClusterIdentifier and SourceDbClusterResourceId must be given.');
  }
  const found = estate.backups.get(name === undefined ? (resourceId ?? '') : estate.cluster(name).resourceId);
  if (!found) throw fault.clusterBackupNotFound(String(resourceId));
  return found;
}
