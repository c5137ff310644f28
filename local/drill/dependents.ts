import { type CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateDBProxyCommand, type RDSClient, RegisterDBProxyTargetsCommand } from '@aws-sdk/client-rds';
import type { DrillDatabase } from './model';

const PROXY = 'pegasus-proxy';
const ALARM = 'pegasus-database-cpu';

/** What other stacks have made that names the database: a proxy and an alarm. A database that AWS does not know has none. */
export async function makeDependents(
  { identifier, existing }: DrillDatabase,
  { rds, cloudWatch }: { readonly rds: RDSClient; readonly cloudWatch: CloudWatchClient },
): Promise<readonly string[]> {
  const cluster = existing.clusterIdentifier !== undefined;
  if (!cluster && existing.instanceIdentifier === undefined) return [];
  await rds.send(
    new CreateDBProxyCommand({
      DBProxyName: PROXY,
      EngineFamily: 'POSTGRESQL',
      RoleArn: 'arn:aws:iam::000000000000:role/proxy',
      VpcSubnetIds: ['subnet-a', 'subnet-b'],
    }),
  );
  await rds.send(
    new RegisterDBProxyTargetsCommand({
      DBProxyName: PROXY,
      ...(cluster ? { DBClusterIdentifiers: [identifier] } : { DBInstanceIdentifiers: [identifier] }),
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: ALARM,
      Namespace: 'AWS/RDS',
      MetricName: 'CPUUtilization',
      Dimensions: [{ Name: cluster ? 'DBClusterIdentifier' : 'DBInstanceIdentifier', Value: identifier }],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 90,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  return [`alarm ${ALARM}`, `proxy ${PROXY}`];
}
