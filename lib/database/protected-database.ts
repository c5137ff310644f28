import type { IDatabaseCluster, IDatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { clusterDefinition, type ProtectedClusterProps } from './cluster';
import type { DatabaseDefinition } from './database-definition';
import { instanceDefinition, type ProtectedInstanceProps } from './instance';
import { SelfManagedDefinition } from './self-managed/self-managed';
import type { SelfManagedDatabaseProps } from './self-managed/self-managed-settings';

/** Users of their own, as `pegasus-backup database-users --sql` makes them; secrets as RDS writes them. */
export interface DatabaseUsers {
  /**
   * Secret of the user who reads for the readiness watch and the daily baseline.
   *
   * @default - the credentials of the database
   */
  readonly reader?: ISecret;

  /**
   * Secret of the user who writes the heartbeat.
   *
   * @default - the credentials of the database
   */
  readonly heartbeat?: ISecret;
}

/** The database that is protected. */
export class ProtectedDatabase {
  /** An RDS instance, made in this app or imported. */
  static instance(instance: IDatabaseInstance, props: ProtectedInstanceProps = {}): ProtectedDatabase {
    return new ProtectedDatabase(instanceDefinition(instance, props));
  }

  /** An Aurora cluster with its instances, provisioned or serverless v2, made in this app or imported. */
  static cluster(cluster: IDatabaseCluster, props: ProtectedClusterProps = {}): ProtectedDatabase {
    return new ProtectedDatabase(clusterDefinition(cluster, props));
  }

  /**
   * A Postgres on a server of one's own: dumped daily by tasks on Fargate, and restored from a dump into a new database
   * beside the old one.
   */
  static selfManaged(props: SelfManagedDatabaseProps): ProtectedDatabase {
    return new ProtectedDatabase(new SelfManagedDefinition(props));
  }

  private constructor(
    /** @internal */
    readonly _definition: DatabaseDefinition,
    private readonly users: DatabaseUsers = {},
  ) {}

  /** The same database, read and written to by users who may do that only. A restore goes on with its credentials. */
  withUsers(users: DatabaseUsers): ProtectedDatabase {
    return new ProtectedDatabase(this._definition, users);
  }

  /** As its service knows it. */
  get identifier(): string {
    return this._definition.identifier;
  }

  get credentials(): ISecret {
    return this._definition.credentials;
  }

  /** With which the running database is read. */
  get readerCredentials(): ISecret {
    return this.users.reader ?? this.credentials;
  }

  /** With which the heartbeat is written. */
  get heartbeatCredentials(): ISecret {
    return this.users.heartbeat ?? this.credentials;
  }
}
