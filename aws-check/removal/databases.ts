import {
  type DBInstance,
  DeleteDBInstanceCommand,
  DeleteDBSnapshotCommand,
  paginateDescribeDBInstanceAutomatedBackups,
  paginateDescribeDBInstances,
  paginateDescribeDBSnapshots,
} from '@aws-sdk/client-rds';
import type { Clients } from '../clients';
import { STACK } from '../names';

type Asked = Pick<Clients, 'rds'>;

/** CloudFormation names what it makes after its stack, and a restored database is named after its source. */
const isOurs = (identifier: string | undefined): boolean => identifier?.startsWith(`${STACK}-`) ?? false;
/** Restored ones carry it; the stack's own database is deleted with the stack. */
const CANDIDATE = 'pegasus-backup:run';

export async function candidates({ rds }: Asked): Promise<readonly DBInstance[]> {
  const found: DBInstance[] = [];
  for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client: rds }, {})) {
    found.push(
      ...DBInstances.filter(
        ({ DBInstanceIdentifier, TagList }) =>
          isOurs(DBInstanceIdentifier) && TagList?.some(({ Key }) => Key === CANDIDATE),
      ),
    );
  }
  return found;
}

/** Those that a drill was interrupted with. */
export async function deleteCandidates(clients: Asked): Promise<number> {
  const found = await candidates(clients);
  for (const { DBInstanceIdentifier, DBInstanceStatus } of found) {
    if (DBInstanceStatus === 'deleting') continue;
    await clients.rds.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }),
    );
  }
  return found.length;
}

/** Automated ones go with their database. */
export async function deleteSnapshots(clients: Asked): Promise<void> {
  for (const DBSnapshotIdentifier of await snapshots(clients)) {
    await clients.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
  }
}

async function snapshots({ rds }: Asked): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client: rds }, { SnapshotType: 'manual' })) {
    const ours = DBSnapshots.filter(({ DBInstanceIdentifier }) => isOurs(DBInstanceIdentifier));
    found.push(...ours.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier!));
  }
  return found;
}

/** @returns what is left in RDS, in words */
export async function databasesLeft(clients: Asked): Promise<readonly string[]> {
  const left = (await snapshots(clients)).map((name) => `snapshot ${name}`);
  for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client: clients.rds }, {})) {
    const ours = DBInstances.filter(({ DBInstanceIdentifier }) => isOurs(DBInstanceIdentifier));
    left.push(
      ...ours.map(
        ({ DBInstanceIdentifier, DBInstanceStatus }) => `database ${DBInstanceIdentifier} (${DBInstanceStatus})`,
      ),
    );
  }
  for await (const page of paginateDescribeDBInstanceAutomatedBackups({ client: clients.rds }, {})) {
    const ours = (page.DBInstanceAutomatedBackups ?? []).filter((backup) => isOurs(backup.DBInstanceIdentifier));
    left.push(...ours.map(({ DBInstanceIdentifier }) => `automated backups of ${DBInstanceIdentifier}`));
  }
  return left;
}
