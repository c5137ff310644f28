import { commandOnPath, findPostgresTools, MissingTools } from '../local/postgres/tools';

/** What has to be installed before a self-managed Postgres can be dumped here; undefined when all is there. */
export function missingTools(): string | undefined {
  try {
    findPostgresTools();
  } catch (error) {
    if (error instanceof MissingTools) return error.message;
    throw error;
  }
  return commandOnPath('aws') === undefined ? 'The AWS CLI is not on the PATH.' : undefined;
}
