import {
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBSnapshots,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { attempt, RUN_TAG, tagsOf, unlessNoBackups } from './rds-responses';

/** Instances by the tag of their run and not by the plan: what the plan does not know of is found too. */
export async function instancesLeft(client: RDSClient, runId: string, databases: readonly string[]): Promise<string[]> {
  return await attempt(`count what is left of ${runId}`, async () => {
    const left: string[] = [];
    for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client }, {})) {
      const ours = DBInstances.filter(({ TagList }) => tagsOf(TagList)[RUN_TAG] === runId);
      left.push(...ours.map((db) => `database ${db.DBInstanceIdentifier} (${db.DBInstanceStatus})`));
    }
    for (const database of databases) left.push(...(await backupsLeft(client, database)));
    return left;
  });
}

async function backupsLeft(client: RDSClient, database: string): Promise<string[]> {
  const of = { DBInstanceIdentifier: database };
  const left: string[] = [];
  for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client }, of)) {
    left.push(...DBSnapshots.map(({ DBSnapshotIdentifier }) => `snapshot ${DBSnapshotIdentifier}`));
  }
  const pages = paginateDescribeDBInstanceAutomatedBackups({ client }, of);
  await unlessNoBackups(async () => {
    for await (const { DBInstanceAutomatedBackups = [] } of pages) {
      left.push(...DBInstanceAutomatedBackups.map(({ Status }) => `automated backups of ${database} (${Status})`));
    }
  });
  return left;
}
