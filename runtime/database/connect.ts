import { RDSClient } from '@aws-sdk/client-rds';
import * as z from 'zod';
import type { KnownSource } from '../../domain/database/known-source';
import type { DatabaseKind } from './database-kind';
import { Clusters } from './rds/clusters';
import { Instances } from './rds/instances';
import { SelfManaged } from './self-managed/self-managed';
import { parseSelfManaged } from './self-managed/self-managed-settings';
import { type ClientSettings, selfManagedWorld } from './self-managed/self-managed-world';

/** What every handler that asks about the database has in its environment. */
export interface DatabaseEnvironment {
  /** `instance` | `cluster` | `self-managed` */
  readonly DATABASE_KIND: string;
  /** JSON: what the kind needs beside it. */
  readonly DATABASE_SETTINGS?: string;
  /** The security group that the databases of drills are put into. @default - those of the source */
  readonly DRILL_SECURITY_GROUP?: string;
  /** JSON list: the classes of instances that RDS has no room for. @default - none */
  readonly ALTERNATIVE_INSTANCE_CLASSES?: string;
  /** JSON: what the template says of a source of RDS. */
  readonly KNOWN_SOURCE?: string;
}

/** For `environment`: how those variables are read. */
export const DATABASE_VARIABLES = {
  DATABASE_KIND: 'required',
  DATABASE_SETTINGS: 'optional',
  DRILL_SECURITY_GROUP: 'optional',
  ALTERNATIVE_INSTANCE_CLASSES: 'optional',
  KNOWN_SOURCE: 'optional',
} as const;

const knownSource: z.ZodType<KnownSource> = z.object({
  publiclyAccessible: z.boolean(),
  securityGroups: z.array(z.string()),
  subnetGroup: z.string().optional(),
  storageKey: z.string().optional(),
});

/** Here, and nowhere else, the kinds of database part. */
export function databasesOf(variables: DatabaseEnvironment, clients: ClientSettings = {}): DatabaseKind {
  const { DATABASE_KIND, DATABASE_SETTINGS, DRILL_SECURITY_GROUP: drillSecurityGroup } = variables;
  const alternativeClasses = z.array(z.string()).parse(JSON.parse(variables.ALTERNATIVE_INSTANCE_CLASSES ?? '[]'));
  const known =
    variables.KNOWN_SOURCE === undefined ? undefined : knownSource.parse(JSON.parse(variables.KNOWN_SOURCE));
  const candidates = { drillSecurityGroup, alternativeClasses, known };
  switch (DATABASE_KIND) {
    case 'instance':
      return new Instances(new RDSClient(clients), candidates);
    case 'cluster':
      return new Clusters(new RDSClient(clients), candidates);
    case 'self-managed':
      return new SelfManaged(() => selfManagedWorld(parseSelfManaged(DATABASE_SETTINGS), clients));
    default:
      throw new Error(
        `The environment variable \`DATABASE_KIND\` is '${DATABASE_KIND}'; 'instance', 'cluster' and 'self-managed' are known: deploy the stack again.`,
      );
  }
}
