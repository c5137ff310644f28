import type { IDatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { DatabaseDefinition } from './database/database-definition';
import { instanceDefinition, type ProtectedInstanceProps } from './database/instance';

/** The database that is protected. */
export class ProtectedDatabase {
  /** An RDS instance, made in this app or imported. */
  static instance(instance: IDatabaseInstance, props: ProtectedInstanceProps = {}): ProtectedDatabase {
    return new ProtectedDatabase(instanceDefinition(instance, props));
  }

  private constructor(readonly definition: DatabaseDefinition) {}

  /** As its service knows it. */
  get identifier(): string {
    return this.definition.identifier;
  }

  get credentials(): ISecret {
    return this.definition.credentials;
  }
}
