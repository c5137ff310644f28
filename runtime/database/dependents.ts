import { type CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import {
  type DBProxyTarget,
  paginateDescribeDBProxies,
  paginateDescribeDBProxyTargets,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { DatabaseName, Dependent } from '../../domain/database/dependents';
import { readingOnlyAnswersOfRds } from './rds/answers';

/** The most that CloudWatch tells in one answer: all of an account's are read. */
const ALARMS_AT_ONCE = 100;

/** What others have made that names a database: proxies of RDS and alarms of CloudWatch. */
export class Dependents {
  constructor(
    private readonly rds: RDSClient,
    private readonly cloudWatch: CloudWatchClient,
  ) {
    readingOnlyAnswersOfRds(rds);
  }

  /** @param names of one database; nothing is asked for a database that AWS does not know */
  async of(names: readonly DatabaseName[]): Promise<readonly Dependent[]> {
    if (names.length === 0) return [];
    return [...(await this.proxies(names)), ...(await this.alarms(names))];
  }

  private async proxies(names: readonly DatabaseName[]): Promise<Dependent[]> {
    const found: Dependent[] = [];
    for await (const { DBProxies = [] } of paginateDescribeDBProxies({ client: this.rds }, {})) {
      for (const { DBProxyName = '' } of DBProxies) {
        const targets: DatabaseName[] = [];
        for await (const { Targets = [] } of paginateDescribeDBProxyTargets({ client: this.rds }, { DBProxyName })) {
          targets.push(...Targets.map(nameOfTarget));
        }
        found.push(...dependentsOf('proxy', DBProxyName, targets, names));
      }
    }
    return found;
  }

  private async alarms(names: readonly DatabaseName[]): Promise<Dependent[]> {
    const found: Dependent[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
      { client: this.cloudWatch, pageSize: ALARMS_AT_ONCE },
      {},
    )) {
      for (const alarm of MetricAlarms) {
        found.push(...dependentsOf('alarm', alarm.AlarmName ?? '', namesWatched(alarm), names));
      }
    }
    return found;
  }
}

/** The names among `named` that are the database's, each once. */
function dependentsOf(
  kind: Dependent['kind'],
  name: string,
  named: readonly DatabaseName[],
  names: readonly DatabaseName[],
): Dependent[] {
  return names
    .filter((one) => named.some((other) => other.dimension === one.dimension && other.name === one.name))
    .map((database) => ({ kind, name, database }));
}

/** The instances of a cluster are listed as targets, too; it was the cluster that was registered. */
const nameOfTarget = ({ TrackedClusterId, RdsResourceId = '' }: DBProxyTarget): DatabaseName =>
  TrackedClusterId
    ? { dimension: 'DBClusterIdentifier', name: TrackedClusterId }
    : { dimension: 'DBInstanceIdentifier', name: RdsResourceId };

/** An alarm watches one metric, or calculates with several. */
function namesWatched({ Dimensions = [], Metrics = [] }: MetricAlarm): DatabaseName[] {
  const all = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [])];
  return all.flatMap(({ Name: dimension, Value: name = '' }) =>
    dimension === 'DBInstanceIdentifier' || dimension === 'DBClusterIdentifier' ? [{ dimension, name }] : [],
  );
}
