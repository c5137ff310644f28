import { RDSClient, type RDSClientConfig } from '@aws-sdk/client-rds';
import type { DatabaseKind } from './database-kind';
import { Instances } from './instances';

/** What every handler that asks about the database has in its environment. */
export interface DatabaseEnvironment {
  /** `instance` */
  readonly DATABASE_KIND: string;
  /** The security group that the databases of drills are put into. @default - those of the source */
  readonly QUARANTINE_SECURITY_GROUP?: string;
}

/** For `environment`: how those variables are read. */
export const DATABASE_VARIABLES = { DATABASE_KIND: 'required', QUARANTINE_SECURITY_GROUP: 'optional' } as const;

/** Here, and nowhere else, the kinds of database part. */
export function databasesOf(
  { DATABASE_KIND, QUARANTINE_SECURITY_GROUP }: DatabaseEnvironment,
  config: RDSClientConfig = {},
): DatabaseKind {
  switch (DATABASE_KIND) {
    case 'instance':
      return new Instances(new RDSClient(config), QUARANTINE_SECURITY_GROUP);
    default:
      throw new Error(
        `The environment variable \`DATABASE_KIND\` is '${DATABASE_KIND}'; 'instance' is known: deploy the stack again.`,
      );
  }
}
