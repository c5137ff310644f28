import { classifyInstanceStatus } from './instance-status';
import type { StatusVerdict } from './status';

/** Our own words: RDS calls a cluster available before it accepts a connection. */
const WITHOUT_INSTANCE = 'without-an-instance';
const WITHOUT_ALL_INSTANCES = 'without-all-instances';
const WITHOUT_WRITER = 'without-a-writer';

/** A cluster as RDS shows it, and what it should have. */
export interface ClusterState {
  readonly status: string;
  readonly members: readonly { readonly status: string; readonly writer: boolean }[];
  /** How many instances it is to have. */
  readonly expected: number;
}

/**
 * One status for a cluster and its instances: the one that is furthest from ready. The service's own waiter is content
 * with a cluster that has none.
 */
export function clusterStatus({ status, members, expected }: ClusterState): string {
  if (classifyClusterStatus(status, true) !== 'ready') return status;
  if (members.length === 0) return WITHOUT_INSTANCE;
  const rank: readonly StatusVerdict[] = ['failed', 'held', 'unknown', 'wait', 'ready'];
  const [worst] = members
    .map((member) => member.status)
    .sort((a, b) => rank.indexOf(classifyInstanceStatus(a, true)) - rank.indexOf(classifyInstanceStatus(b, true)));
  if (worst !== undefined && classifyInstanceStatus(worst, true) !== 'ready') return worst;
  if (members.length < expected) return WITHOUT_ALL_INSTANCES;
  return members.some(({ writer }) => writer) ? status : WITHOUT_WRITER;
}

export function classifyClusterStatus(status: string, seenReady = false): StatusVerdict {
  if ([WITHOUT_INSTANCE, WITHOUT_ALL_INSTANCES, WITHOUT_WRITER].includes(status)) return 'wait';
  return classifyInstanceStatus(status, seenReady);
}
