import type { DatabaseEnvironment } from '../../../runtime/database/connect';
import type { ProtectedDatabase } from '../../database/protected-database';
import type { HandlerNetwork } from '../../handler/handler';
import type { RestoreResources } from '../resources';

/** What every handler is told that asks about the database. */
export const databaseEnvironment = ({ _definition: definition }: ProtectedDatabase): DatabaseEnvironment => ({
  DATABASE_KIND: definition.kind,
  DATABASE_SETTINGS: definition.handlerSettings,
  KNOWN_SOURCE: definition.known && JSON.stringify(definition.known),
});

/** What those are told that make one. */
export const candidateEnvironment = ({
  database,
  drillSecurityGroup,
}: Pick<RestoreResources, 'database' | 'drillSecurityGroup'>): DatabaseEnvironment => ({
  ...databaseEnvironment(database),
  ALTERNATIVE_INSTANCE_CLASSES: classesOf(database),
  DRILL_SECURITY_GROUP: drillSecurityGroup?.securityGroupId,
});

const classesOf = ({ _definition: { alternativeInstanceClasses = [] } }: ProtectedDatabase): string | undefined =>
  alternativeInstanceClasses.length > 0 ? JSON.stringify(alternativeInstanceClasses) : undefined;

/** Where those run that ask about the database and do not connect to it: only a self-managed one is asked itself. */
export const databaseNetwork = ({
  database,
  network,
}: Pick<RestoreResources, 'database' | 'network'>): HandlerNetwork | undefined =>
  database._definition.needsNetwork ? network : undefined;
