import { RDSClient, type RDSClientConfig } from '@aws-sdk/client-rds';
import type { DatabaseKind } from './database-kind';
import { Instances } from './instances';

/** What every handler that asks about the database has in its environment. */
export interface DatabaseEnvironment {
  /** `instance` */
  readonly DATABASE_KIND: string;
}

/** For `environment`: how those variables are read. */
export const DATABASE_VARIABLES = { DATABASE_KIND: 'required' } as const;

/** Here, and nowhere else, the kinds of database part. */
export function databasesOf({ DATABASE_KIND }: DatabaseEnvironment, config: RDSClientConfig = {}): DatabaseKind {
  switch (DATABASE_KIND) {
    case 'instance':
      return new Instances(new RDSClient(config));
    default:
      throw new Error(
        `The environment variable \`DATABASE_KIND\` is '${DATABASE_KIND}'; 'instance' is known: deploy the stack again.`,
      );
  }
}
