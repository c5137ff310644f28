import { flatten } from '../../../domain/database/cluster';
import { clusterStatus } from '../../../domain/database/cluster-status';
import { whyNotCluster } from '../../../domain/database/restorable';
import type { FoundDatabase } from '../database-kind';
import type { ReadCluster } from './cluster-reader';
import { settingsOfCluster, settingsOfMember } from './cluster-settings';
import { associated, tagsOf, whole } from './rds-responses';

/** On a restored cluster: how many instances it is to have before it is ready. */
export const INSTANCES_TAG = 'pegasus-backup:instances';
const APPLIED = ['in-sync', 'applying'];

export function describeCluster(read: ReadCluster): FoundDatabase {
  const { cluster, members, endpoints } = read;
  const settings = settingsOfCluster(cluster, endpoints, members);
  const writer = cluster.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  const { roles, pendingRoles } = associated(cluster.AssociatedRoles);
  return {
    identifier: cluster.DBClusterIdentifier ?? '',
    names: [
      { dimension: 'DBClusterIdentifier', name: cluster.DBClusterIdentifier ?? '' },
      ...members.map(({ DBInstanceIdentifier: name = '' }) => ({ dimension: 'DBInstanceIdentifier' as const, name })),
    ],
    resourceId: cluster.DbClusterResourceId ?? '',
    status: clusterStatus({
      status: cluster.Status ?? 'unknown',
      members: members.map(({ DBInstanceIdentifier, DBInstanceStatus = 'unknown' }) => ({
        status: DBInstanceStatus,
        writer: DBInstanceIdentifier === writer,
      })),
      expected: expectedOf(read),
    }),
    // The endpoint of whichever instance is the writer.
    host: cluster.Endpoint,
    port: cluster.Port,
    databaseName: cluster.DatabaseName,
    latestRestorableTime: whole(cluster.LatestRestorableTime),
    pending: [
      ...[cluster, ...members].flatMap(({ PendingModifiedValues = {} }) =>
        Object.entries(PendingModifiedValues)
          .filter(([, value]) => value !== undefined)
          .map(([name]) => name),
      ),
      ...pendingRoles,
    ],
    pendingReboot: waitingForReboot(read).length > 0,
    backupRetentionDays: settings.backupRetentionDays,
    deletionProtection: settings.deletionProtection,
    subnetGroup: settings.subnetGroup,
    storageKey: settings.kmsKey,
    tags: tagsOf(cluster.TagList),
    roles,
    settings: flatten(settings, members.map(settingsOfMember)),
    unfit: whyNotCluster({
      engine: cluster.Engine,
      engineMode: cluster.EngineMode,
      instanceClass: cluster.DBClusterInstanceClass,
      replicaOf: cluster.ReplicationSourceIdentifier,
      limitless: cluster.ClusterScalabilityType === 'limitless',
    }),
  };
}

export const expectedOf = ({ cluster, members }: ReadCluster): number =>
  Number(tagsOf(cluster.TagList)[INSTANCES_TAG] ?? Math.max(members.length, 1));

export function waitingForReboot({ cluster, members }: ReadCluster): string[] {
  const inCluster = new Map(
    cluster.DBClusterMembers?.map((member) => [member.DBInstanceIdentifier, member.DBClusterParameterGroupStatus]),
  );
  return members
    .filter(({ DBInstanceIdentifier, DBParameterGroups = [] }) =>
      [inCluster.get(DBInstanceIdentifier), ...DBParameterGroups.map((group) => group.ParameterApplyStatus)].some(
        (status = 'in-sync') => !APPLIED.includes(status),
      ),
    )
    .map(({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier);
}
