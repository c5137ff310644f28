import { type Action, action } from './action';
import { List } from './answer';
import type { ClusterEstate } from './clusters/cluster-registry';
import type { Estate } from './database-registry';

/** As RDS gives them to a new account. */
const MOST = 40;
const MOST_SNAPSHOTS = 100;

/** @param mostInstances set by a test @default 40 */
export function quotaActions(
  { instances, snapshots }: Estate,
  clusters: ClusterEstate,
  mostInstances: () => number = () => MOST,
): Record<string, Action> {
  const quota = (AccountQuotaName: string, Used: number, Max: number) => ({ AccountQuotaName, Used, Max });
  return {
    DescribeAccountAttributes: action({}, () => ({
      AccountQuotas: new List('AccountQuota', [
        quota('DBInstances', instances.size, mostInstances()),
        quota('DBClusters', clusters.clusters.size, MOST),
        quota(
          'ManualSnapshots',
          [...snapshots.all.values()].filter(({ type }) => type === 'manual').length,
          MOST_SNAPSHOTS,
        ),
        quota('ManualClusterSnapshots', 0, MOST_SNAPSHOTS),
      ]),
    })),
  };
}
