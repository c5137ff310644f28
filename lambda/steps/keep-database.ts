import { seconds } from '../../domain/request/target-time';
import type { RestoredDatabase, Workflow } from '../../domain/workflow/workflow';
import { type CutOverEnvironment, connectCutOver } from '../../runtime/cut-over/connect';
import type { Way } from '../../runtime/cut-over/cut-over';
import { databaseAddress } from '../../runtime/cut-over/database-address';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseEndpoint, DatabaseKind } from '../../runtime/database/database-kind';
import { sameEndpoint } from '../../runtime/database/endpoints';
import { type RestoredContent, readRestoredContent } from '../../runtime/database/restored-content';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface KeepDatabaseEnvironment extends DatabaseEnvironment, CutOverEnvironment {
  readonly DATABASE_IDENTIFIER: string;
  readonly DATABASE_SECRET_ARN: string;
}

export type KeepDatabaseInput = Pick<Workflow, 'plan'>;

/** What KeepDatabase needs of the world. */
export interface KeepDatabaseWorld {
  readonly way: Pick<Way, 'endpoint'>;
  describe(): ReturnType<DatabaseKind['describe']>;
  content(endpoint: DatabaseEndpoint): Promise<RestoredContent>;
}

/**
 * Where only the objects go back: the database that the application uses, wherever an earlier cut-over has sent it. It is
 * looked at, in a session that cannot write, and nothing of it is changed; the steps behind this one prove the objects
 * against it as they would against a restored one.
 */
export async function keepDatabase(
  { step }: KeepDatabaseInput & StepInvocation,
  { way, describe, content }: KeepDatabaseWorld,
): Promise<RestoredDatabase> {
  const named = await describe();
  const endpoint = await databaseAddress(way, async () => named);
  const { databaseName: name } = await content(endpoint);
  return {
    identifier: named !== undefined && sameEndpoint(named, endpoint) ? named.identifier : endpoint.host,
    host: endpoint.host,
    port: endpoint.port,
    name,
    recoveredTo: seconds(Date.parse(step.enteredAt)),
    recoveredToSource: 'live',
    converged: [],
  };
}

export const handler = stepHandler<KeepDatabaseInput, RestoredDatabase>('KeepDatabase', (input) => {
  const variables = environment<KeepDatabaseEnvironment>({
    ...DATABASE_VARIABLES,
    DATABASE_IDENTIFIER: 'required',
    DATABASE_SECRET_ARN: 'required',
    CUT_OVER: 'required',
  });
  return keepDatabase(input, {
    way: connectCutOver(variables.CUT_OVER),
    describe: () => databasesOf(variables).describe(variables.DATABASE_IDENTIFIER),
    content: (endpoint) => readRestoredContent({ secretArn: variables.DATABASE_SECRET_ARN, ...endpoint }),
  });
});
