import * as z from 'zod';
import { type Action, action, filtersOf, flag, identifier, listOf, page, tags, text } from '../action';
import { List } from '../answer';
import { fault } from '../faults';
import { checkEngine, logExports, PLACE, password } from '../instance-actions';
import { pageOf } from '../paging';
import type { ClusterEstate } from './cluster-registry';
import { CLUSTER_FIXED, CLUSTER_NOT_ON_RESTORE, CLUSTER_PASSABLE, defaultClusterSettings } from './cluster-settings';
import type { DbCluster } from './db-cluster';
import { describeCluster, ENGINE } from './describe-cluster';

export function clusterActions(estate: ClusterEstate): Record<string, Action> {
  const { version } = estate.machine.binaries;
  const answer = (cluster: DbCluster) => ({ DBCluster: describeCluster(cluster) });

  return {
    CreateDBCluster: action(
      {
        DBClusterIdentifier: identifier,
        MasterUserPassword: password,
        Tags: tags.default([]),
        Engine: z.literal(ENGINE),
        Port: PLACE.Port,
        ...CLUSTER_PASSABLE,
        ...CLUSTER_FIXED,
        ...CLUSTER_NOT_ON_RESTORE,
        MasterUsername: CLUSTER_FIXED.MasterUsername.unwrap(),
      },
      ({ DBClusterIdentifier, MasterUserPassword, Tags, Engine, Port, ...passed }) => {
        checkEngine(passed.EngineVersion, version);
        const settings = { ...defaultClusterSettings(version), ...passed, EngineVersion: version };
        const cluster = estate.add(DBClusterIdentifier, settings, Tags);
        cluster.create(MasterUserPassword);
        return answer(cluster);
      },
    ),

    DescribeDBClusters: action(
      { DBClusterIdentifier: text.optional(), Filters: filtersOf('db-cluster-id'), ...page },
      ({ DBClusterIdentifier, Filters, ...asked }) => {
        const found = DBClusterIdentifier ? [estate.cluster(DBClusterIdentifier)] : [...estate.clusters.values()];
        const wanted = found.filter((cluster) => Filters.every(({ Values }) => Values.includes(cluster.identifier)));
        const { items, Marker } = pageOf(wanted, (cluster) => cluster.identifier, asked);
        return { Marker, DBClusters: new List('DBCluster', items.map(describeCluster)) };
      },
    ),

    ModifyDBCluster: action(
      {
        DBClusterIdentifier: text,
        ApplyImmediately: flag.default(false),
        MasterUserPassword: password.optional(),
        Port: PLACE.Port,
        CloudwatchLogsExportConfiguration: z
          .strictObject({ EnableLogTypes: listOf(text).default([]), DisableLogTypes: listOf(text).default([]) })
          .optional(),
        BackupRetentionPeriod: CLUSTER_PASSABLE.BackupRetentionPeriod,
        PreferredBackupWindow: CLUSTER_PASSABLE.PreferredBackupWindow,
        DBClusterParameterGroupName: CLUSTER_PASSABLE.DBClusterParameterGroupName,
        VpcSecurityGroupIds: CLUSTER_PASSABLE.VpcSecurityGroupIds,
        DeletionProtection: CLUSTER_PASSABLE.DeletionProtection,
        EnableIAMDatabaseAuthentication: CLUSTER_PASSABLE.EnableIAMDatabaseAuthentication,
        CopyTagsToSnapshot: CLUSTER_PASSABLE.CopyTagsToSnapshot,
        StorageType: CLUSTER_PASSABLE.StorageType,
        EngineLifecycleSupport: CLUSTER_PASSABLE.EngineLifecycleSupport,
        ServerlessV2ScalingConfiguration: CLUSTER_PASSABLE.ServerlessV2ScalingConfiguration,
        ...CLUSTER_NOT_ON_RESTORE,
      },
      (input) => {
        const { DBClusterIdentifier, ApplyImmediately, MasterUserPassword, Port, ...rest } = input;
        const { CloudwatchLogsExportConfiguration, ...changes } = rest;
        const cluster = estate.availableCluster(DBClusterIdentifier);
        estate.checkGroups(changes);
        const logs = logExports(cluster.settings, CloudwatchLogsExportConfiguration);
        cluster.apply({ ...changes, ...logs }, MasterUserPassword);
        return answer(cluster);
      },
    ),

    AddRoleToDBCluster: action(
      { DBClusterIdentifier: text, RoleArn: text, FeatureName: text.default('') },
      ({ DBClusterIdentifier, RoleArn, FeatureName }) => {
        const { roles } = estate.availableCluster(DBClusterIdentifier).engine;
        if (roles.has(FeatureName)) throw fault.roleExists('Cluster', DBClusterIdentifier, FeatureName);
        roles.set(FeatureName, RoleArn);
        return {};
      },
    ),

    DeleteDBCluster: action(
      {
        DBClusterIdentifier: text,
        SkipFinalSnapshot: flag.default(false),
        FinalDBSnapshotIdentifier: identifier.optional(),
        DeleteAutomatedBackups: flag.default(true),
      },
      ({ DBClusterIdentifier, SkipFinalSnapshot, FinalDBSnapshotIdentifier, DeleteAutomatedBackups }) => {
        const cluster = estate.cluster(DBClusterIdentifier);
        if (cluster.status === 'deleting') throw fault.clusterState(DBClusterIdentifier, 'is being deleted already');
        if (cluster.settings.DeletionProtection) {
          throw fault.combination('Cannot delete protected Cluster, please disable deletion protection and try again.');
        }
        if ([...cluster.members.values()].some(({ status }) => status !== 'deleting')) {
          throw fault.clusterState(
            DBClusterIdentifier,
            'cannot be deleted, it still contains DB instances in non-deleting state',
          );
        }
        if (SkipFinalSnapshot === (FinalDBSnapshotIdentifier !== undefined)) {
          throw fault.combination('Exactly one of SkipFinalSnapshot and FinalDBSnapshotIdentifier must be given.');
        }
        estate.delete(cluster, FinalDBSnapshotIdentifier, !DeleteAutomatedBackups);
        return answer(cluster);
      },
    ),
  };
}
