import type { DatabaseEnvironment } from '../../lambda/databases/connect';
import type { ProtectedDatabase } from '../protected-database';

/** What every handler is told that asks about the database. */
export const databaseEnvironment = ({ definition }: ProtectedDatabase): DatabaseEnvironment => ({
  DATABASE_KIND: definition.kind,
});
