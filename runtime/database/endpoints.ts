import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { oldIdentifierOf } from '../../domain/workflow/run-names';
import type { Workflow } from '../../domain/workflow/workflow';
import type { DatabaseEndpoint, DatabaseKind } from './database-kind';

/** An endpoint is host and port. */
export const sameEndpoint = (one: Partial<DatabaseEndpoint>, other: Partial<DatabaseEndpoint>): boolean =>
  one.host === other.host && one.port === other.port;

/** Where the restored database answers: a cut-over by renaming has given it another address. */
export function servingEndpoint({ database, lowTraffic }: Pick<Workflow, 'database' | 'lowTraffic'>) {
  const { host = database.host, port = database.port } = lowTraffic ?? {};
  return { host, port };
}

/** Without a freeze, in a drill, it is the protected one. */
export type OldDatabaseInput = Pick<Workflow, 'plan'> & Partial<Pick<Workflow, 'freeze'>>;

/**
 * The old database is what the application used before the cut-over of this run: the protected one, which is kept under
 * its own name or, after a rename swap, beside it, and is known by its resource id; or what an earlier run has restored.
 * @throws PegasusError `DatabaseRefused` when it is gone
 */
export async function oldDatabase(
  { plan: { sourceDatabase, runId }, freeze }: OldDatabaseInput,
  databases: Pick<DatabaseKind, 'describe'>,
): Promise<DatabaseEndpoint> {
  if (freeze?.used !== undefined) return freeze.used;
  const { identifier, resourceId } = sourceDatabase;
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
