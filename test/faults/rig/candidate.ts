import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import type { Rig } from './rig';

/** Does this to the database that the run has restored last, past everything that looks after it. */
export async function inCandidate({ production: { aws, stage } }: Rig, sql: string): Promise<void> {
  const { DBInstances = [] } = await stage.rds.send(new DescribeDBInstancesCommand({}));
  const restored = DBInstances.filter(({ DBInstanceIdentifier: name }) => name !== stage.databaseIdentifier);
  const { Endpoint } =
    restored.sort((a, b) => Number(a.InstanceCreateTime) - Number(b.InstanceCreateTime)).at(-1) ?? {};
  const { username: user, password, dbname: database } = JSON.parse(aws.secrets.value(stage.databaseSecretArn));
  const client = new Client({ host: Endpoint?.Address, port: Endpoint?.Port, user, password, database });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
