import { ErrorName, PegasusError } from '../domain/errors';
import type { RestorePlan } from '../domain/workflow';
import type { DatabaseKind, Place } from './databases/database-kind';

/** The old database is kept under its own name: found by it, and known by its resource id. @throws PegasusError `DatabaseRefused` when it is gone */
export async function oldDatabase(
  { sourceDatabase: { identifier, resourceId } }: RestorePlan,
  databases: Pick<DatabaseKind, 'describe'>,
): Promise<Place> {
  const found = await databases.describe(identifier);
  if (found?.host === undefined || found.port === undefined || found.resourceId !== resourceId) {
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `The old database ${identifier} (${resourceId}) is no longer there: nothing can be compared with it.`,
    );
  }
  return { host: found.host, port: found.port, database: found.database };
}
