import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeAccountAttributesCommand, type RDSClient } from '@aws-sdk/client-rds';
import type { Quota } from '../../domain/readiness/account-quotas';

/** What RDS calls those that a restore needs, by the kind of the database; one on a server of its own needs none. */
const OF_RDS: Readonly<Record<string, readonly string[]>> = {
  instance: ['DBInstances', 'ManualSnapshots'],
  cluster: ['DBClusters', 'DBInstances', 'ManualClusterSnapshots'],
};

/** What Lambda leaves unreserved, or the whole limit of an account that has no more. */
const UNRESERVED = 100;

/**
 * Functions that are not reserved for others: what is reserved counts as taken.
 *
 * @param reserves concurrent functions that low traffic reserves
 */
export async function functionQuotas(client: LambdaClient, reserves: number): Promise<Quota[]> {
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: most, UnreservedConcurrentExecutions: free } = AccountLimit ?? {};
  if (most === undefined || free === undefined) throw new Error('Lambda tells no limit of the account.');
  const used = most - free;
  const all = { what: 'Lambda concurrent executions', used, most, needed: 1 };
  if (reserves === 0) return [all];
  const what = `Lambda concurrent executions to reserve for low traffic (${UNRESERVED} stay unreserved)`;
  return [all, { what, used, most: Math.max(0, most - UNRESERVED), needed: reserves }];
}

/** @throws Error when RDS does not tell one of them */
export async function databaseQuotas(client: RDSClient, kind: string): Promise<Quota[]> {
  const names = OF_RDS[kind] ?? [];
  if (names.length === 0) return [];
  const { AccountQuotas = [] } = await client.send(new DescribeAccountAttributesCommand({}));
  return names.map((name) => {
    const { Used: used, Max: most } = AccountQuotas.find(({ AccountQuotaName }) => AccountQuotaName === name) ?? {};
    if (used === undefined || most === undefined) throw new Error(`RDS tells no quota ${name} of the account.`);
    return { what: `RDS ${name}`, used, most, needed: 1 };
  });
}
