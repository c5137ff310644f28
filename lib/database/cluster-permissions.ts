import type { Permission } from '../handler/permission';
import type { DatabasePermissions } from './database-definition';
import {
  addsFeatureRoles,
  asCandidate,
  findsBlueGreen,
  findsDependents,
  looksAtSubnetGroup,
  looksForZones,
  onCandidates,
  partArns,
  passesMonitoringRole,
  type RdsSource,
  rdsArn,
  rdsArns,
  releases,
  remakesParameterGroups,
  removesParameterGroups,
  restoredArns,
  sparesSource,
  tagsLikeSource,
} from './rds-permissions';
import { encryptsInsights, encryptsStorage } from './storage-keys';

/** The groups that a restored cluster and its instances are put into: the source's own, whatever their names. */
const CLUSTER_GROUPS = ['cluster-pg', 'og', 'subgrp'] as const;
const INSTANCE_GROUPS = ['pg', 'og', 'subgrp'] as const;

export function clusterPermissions(source: RdsSource): DatabasePermissions {
  const clusters = restoredArns(source, 'cluster');
  const instances = partArns(source, 'db');
  const spared = sparesSource(source, 'cluster');
  const describes: Permission = {
    reason:
      'looks at the source and at the restored cluster, whose name is derived from the run, and at their instances',
    actions: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
    resources: rdsArns(source, 'cluster', 'db'),
  };
  const looksAtSnapshots: Permission = {
    reason: 'lists snapshots, whose names cannot be predicted',
    actions: ['rds:DescribeDBClusterSnapshots'],
    resources: rdsArns(source, 'cluster', 'cluster-snapshot'),
  };
  const looksAtEndpoints: Permission = {
    reason: 'custom endpoints are no part of a restore: the report says which are missing',
    actions: ['rds:DescribeDBClusterEndpoints'],
    resources: rdsArns(source, 'cluster', 'cluster-endpoint'),
  };
  return {
    describes: [describes, looksAtEndpoints],
    findsRecoveryPoints: [
      {
        reason: 'reads the window of point-in-time recovery',
        actions: ['rds:DescribeDBClusterAutomatedBackups'],
        resources: rdsArns(source, 'cluster', 'cluster-auto-backup'),
      },
      looksAtSnapshots,
    ],
    restores: [
      {
        reason: 'restores under a new name, which must carry the tag of its source',
        actions: ['rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBClusterFromSnapshot'],
        resources: [
          rdsArn(source, 'cluster', source.identifier),
          ...clusters,
          // Neither a snapshot nor an automated backup need be named after its database.
          ...rdsArns(source, 'cluster-snapshot', 'cluster-auto-backup', ...CLUSTER_GROUPS),
        ],
        conditions: asCandidate(source),
      },
      tagsLikeSource(source, ...clusters),
      spared,
      ...encryptsStorage(source),
    ],
    continuesRestore: [
      {
        reason: 'a restored cluster has no instance: they are made, with the tag of their source',
        actions: ['rds:CreateDBInstance'],
        resources: [...clusters, ...instances, ...rdsArns(source, ...INSTANCE_GROUPS)],
        conditions: asCandidate(source),
      },
      tagsLikeSource(source, ...instances),
      spared,
      ...encryptsInsights(source),
      ...passesMonitoringRole(source),
      looksForZones(source),
    ],
    configures: [
      {
        reason:
          'converges what a restore cannot pass, and a master password rotated since; parameters may need a reboot',
        actions: ['rds:ModifyDBCluster', 'rds:ModifyDBInstance', 'rds:RebootDBInstance'],
        resources: [...clusters, ...instances],
        conditions: onCandidates(source),
      },
      {
        reason: 'the Data API is not part of a restore, and no modification switches it: it has calls of its own',
        actions: ['rds:EnableHttpEndpoint', 'rds:DisableHttpEndpoint'],
        resources: clusters,
        conditions: onCandidates(source),
      },
      {
        reason: 'modifications are also asked for the groups that they assign',
        actions: ['rds:ModifyDBCluster', 'rds:ModifyDBInstance'],
        resources: rdsArns(source, ...new Set([...CLUSTER_GROUPS, ...INSTANCE_GROUPS])),
      },
      spared,
      ...encryptsInsights(source),
      ...passesMonitoringRole(source),
      ...addsFeatureRoles(source, 'cluster', 'rds:AddRoleToDBCluster'),
    ],
    releases: [releases(source, ...clusters, ...instances)],
    removes: [
      {
        reason:
          "lifts the deletion protection of a drill's candidate and deletes it: neither the source nor what is in use has its tag",
        actions: ['rds:ModifyDBCluster', 'rds:DeleteDBCluster', 'rds:DeleteDBInstance'],
        resources: [...clusters, ...instances],
        conditions: onCandidates(source, 'drill'),
      },
      {
        reason: 'a deletion is also asked for the final snapshot that it could take, which is none yet and has no tag',
        actions: ['rds:DeleteDBCluster'],
        resources: rdsArns(source, 'cluster-snapshot'),
      },
      spared,
    ],
    readsParameterGroups: [
      {
        reason: 'reads the values of the parameter groups, whatever their names',
        actions: ['rds:DescribeDBClusterParameters', 'rds:DescribeDBParameters'],
        resources: rdsArns(source, 'cluster-pg', 'pg'),
      },
    ],
    findsDependents: findsDependents(source),
    findsBlueGreen: findsBlueGreen(source),
    remakesParameterGroups: remakesParameterGroups(source),
    removesParameterGroups: removesParameterGroups(source),
    watches: [describes, looksAtEndpoints, looksAtSnapshots, looksAtSubnetGroup(source)],
  };
}
