import {
  type DBCluster,
  type DBClusterEndpoint,
  type DBInstance,
  DescribeDBClustersCommand,
  paginateDescribeDBClusterAutomatedBackups,
  paginateDescribeDBClusterEndpoints,
  paginateDescribeDBClusterSnapshots,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { SnapshotFacts } from '../../../domain/request/recovery-points';
import type { SnapshotsOf } from '../database-kind';
import { instancesLeft } from './instances-left';
import { attempt, isNamed, RUN_TAG, tagsOf, unlessNoBackups, whole, windowOf } from './rds-responses';

/** A cluster with its instances, the writer first, then as they would follow it. */
export interface ReadCluster {
  readonly cluster: DBCluster;
  readonly members: readonly DBInstance[];
  /** Custom endpoints, which are made by hand. */
  readonly endpoints: readonly DBClusterEndpoint[];
}

/** What RDS says about clusters. */
export class ClusterReader {
  constructor(private readonly client: RDSClient) {}

  /** @returns undefined when there is no such cluster */
  async read(identifier: string): Promise<ReadCluster | undefined> {
    return await attempt(`describe ${identifier}`, async () => {
      try {
        const answer = await this.client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }));
        const [cluster] = answer.DBClusters ?? [];
        if (cluster === undefined) return undefined;
        const [instances, endpoints] = [await this.instances(identifier), await this.customEndpoints(identifier)];
        return { cluster, members: inOrder(cluster, instances), endpoints };
      } catch (error) {
        if (isNamed(error, /^DBClusterNotFound/)) return undefined;
        throw error;
      }
    });
  }

  private async instances(cluster: string): Promise<DBInstance[]> {
    const filter = { Filters: [{ Name: 'db-cluster-id', Values: [cluster] }] };
    const found: DBInstance[] = [];
    for await (const page of paginateDescribeDBInstances({ client: this.client }, filter)) {
      found.push(...(page.DBInstances ?? []));
    }
    return found;
  }

  private async customEndpoints(DBClusterIdentifier: string): Promise<DBClusterEndpoint[]> {
    const Filters = [{ Name: 'db-cluster-endpoint-type', Values: ['custom'] }];
    const found: DBClusterEndpoint[] = [];
    const pages = paginateDescribeDBClusterEndpoints({ client: this.client }, { DBClusterIdentifier, Filters });
    for await (const { DBClusterEndpoints = [] } of pages) found.push(...DBClusterEndpoints);
    return found;
  }

  async restoreWindow(DbClusterResourceId: string) {
    return await attempt(`describe the automated backups of ${DbClusterResourceId}`, async () => {
      const earliest: (Date | undefined)[] = [];
      const latest: (Date | undefined)[] = [];
      const pages = paginateDescribeDBClusterAutomatedBackups({ client: this.client }, { DbClusterResourceId });
      await unlessNoBackups(async () => {
        for await (const { DBClusterAutomatedBackups = [] } of pages) {
          earliest.push(...DBClusterAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.EarliestTime));
          latest.push(...DBClusterAutomatedBackups.map(({ RestoreWindow }) => RestoreWindow?.LatestTime));
        }
      });
      return windowOf(earliest, latest);
    });
  }

  /** A snapshot of a cluster has no time of its data; the time when it was taken is it, unless it is a copy. */
  async snapshots(of: SnapshotsOf, SnapshotType?: string): Promise<SnapshotFacts[]> {
    const [what, filter] =
      'database' in of
        ? [of.database, { DBClusterIdentifier: of.database }]
        : [of.snapshot, { DBClusterSnapshotIdentifier: of.snapshot }];
    return await attempt(`describe the snapshots ${what}`, async () => {
      const found: SnapshotFacts[] = [];
      try {
        const pages = paginateDescribeDBClusterSnapshots({ client: this.client }, { ...filter, SnapshotType });
        for await (const { DBClusterSnapshots = [] } of pages) {
          found.push(
            ...DBClusterSnapshots.map((snapshot) => ({
              id: snapshot.DBClusterSnapshotIdentifier ?? '',
              status: snapshot.Status ?? 'unknown',
              databaseTime: snapshot.SourceDBClusterSnapshotArn ? undefined : whole(snapshot.SnapshotCreateTime),
              sourceIdentifier: snapshot.DBClusterIdentifier ?? '',
              sourceResourceId: snapshot.DbClusterResourceId,
              engineVersion: snapshot.EngineVersion,
            })),
          );
        }
      } catch (error) {
        if (!isNamed(error, /^DBClusterSnapshotNotFound/)) throw error;
      }
      return found;
    });
  }

  /** By the tag of their run, and not by the plan: what the plan does not know of is found too. */
  async leftOf(runId: string, databases: readonly string[]): Promise<string[]> {
    const left = await instancesLeft(this.client, runId, []);
    return await attempt(`count what is left of ${runId}`, async () => {
      for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client: this.client }, {})) {
        const ours = DBClusters.filter(({ TagList }) => tagsOf(TagList)[RUN_TAG] === runId);
        left.push(...ours.map((cluster) => `cluster ${cluster.DBClusterIdentifier} (${cluster.Status})`));
      }
      for (const database of databases) {
        left.push(...(await this.snapshots({ database })).map(({ id }) => `snapshot ${id}`));
        left.push(...(await this.automatedBackupsOf(database)));
      }
      return left;
    });
  }

  private async automatedBackupsOf(DBClusterIdentifier: string): Promise<string[]> {
    const left: string[] = [];
    const pages = paginateDescribeDBClusterAutomatedBackups({ client: this.client }, { DBClusterIdentifier });
    await unlessNoBackups(async () => {
      for await (const { DBClusterAutomatedBackups = [] } of pages) {
        left.push(
          ...DBClusterAutomatedBackups.map(({ Status }) => `automated backups of ${DBClusterIdentifier} (${Status})`),
        );
      }
    });
    return left;
  }
}

function inOrder({ DBClusterMembers = [] }: DBCluster, instances: readonly DBInstance[]): DBInstance[] {
  const writer = DBClusterMembers.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier;
  const rank = ({ DBInstanceIdentifier = '', PromotionTier = 1 }: DBInstance) =>
    `${DBInstanceIdentifier === writer ? 0 : 1} ${String(PromotionTier).padStart(2, '0')} ${DBInstanceIdentifier}`;
  return [...instances].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
