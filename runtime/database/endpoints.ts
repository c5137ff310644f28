import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { oldIdentifierOf } from '../../domain/workflow/run-names';
import type { RestorePlan, Workflow } from '../../domain/workflow/workflow';
import type { DatabaseEndpoint, DatabaseKind } from './database-kind';

/** An endpoint is host and port. */
export const sameEndpoint = (one: Partial<DatabaseEndpoint>, other: Partial<DatabaseEndpoint>): boolean =>
  one.host === other.host && one.port === other.port;

/** Where the restored database answers: a cut-over by renaming has given it another address. */
export function servingEndpoint({ database, lowTraffic }: Pick<Workflow, 'database' | 'lowTraffic'>) {
  const { host = database.host, port = database.port } = lowTraffic ?? {};
  return { host, port };
}

/**
 * The old database is kept, under its own name or, after a rename swap, beside it; it is known by its resource id.
 * @throws PegasusError `DatabaseRefused` when it is gone
 */
export async function oldDatabase(
  { sourceDatabase: { identifier, resourceId }, runId }: RestorePlan,
  databases: Pick<DatabaseKind, 'describe'>,
): Promise<DatabaseEndpoint> {
  const named = await databases.describe(identifier);
  const isOld = named?.resourceId === resourceId;
  const found = isOld ? named : await databases.describe(oldIdentifierOf(identifier, runId));
  if (found?.host === undefined || found.port === undefined || found.resourceId !== resourceId) {
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `The old database ${identifier} (${resourceId}) is no longer there: nothing can be compared with it.`,
    );
  }
  return { host: found.host, port: found.port, database: found.database };
}
