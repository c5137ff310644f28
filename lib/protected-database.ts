import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnDBInstance, DatabaseInstance, type IDatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

export interface ProtectedInstanceProps {
  /**
   * Secret with which checks and heartbeats connect, as RDS writes it (`username`, `password`, `host`, `port`,
   * `dbname`).
   *
   * @default - the secret that the instance was made with; an imported instance has none, so it must be given
   */
  readonly credentials?: ISecret;

  /**
   * Customer-managed key of the instance's storage: a restored instance is encrypted with the same.
   *
   * @default - the key of an instance made in this app, else the AWS-managed key
   */
  readonly storageEncryptionKey?: IKey;
}

/** The database that is protected. */
export class ProtectedDatabase {
  /** An RDS instance, made in this app or imported. */
  static instance(instance: IDatabaseInstance, props: ProtectedInstanceProps = {}): ProtectedDatabase {
    const credentials = props.credentials ?? (instance instanceof DatabaseInstance ? instance.secret : undefined);
    if (!credentials) {
      throw new Error(
        `\`credentials\` of the database ${instance.node.path} is missing and the instance brings no secret of its own: give ProtectedDatabase.instance(db, { credentials: secret }) the secret with host, port, username, password and dbname.`,
      );
    }
    return new ProtectedDatabase(instance, credentials, props.storageEncryptionKey?.keyArn);
  }

  /** The resource of an instance that this app makes; an imported one cannot be changed and has none. */
  readonly resource?: CfnDBInstance;

  /** ARN of the customer-managed key of its storage, where it is known. */
  readonly storageKeyArn?: string;

  private constructor(
    readonly instance: IDatabaseInstance,
    readonly credentials: ISecret,
    storageKeyArn?: string,
  ) {
    const resource = instance.node.defaultChild;
    this.resource = CfnDBInstance.isCfnDBInstance(resource) ? resource : undefined;
    this.storageKeyArn = storageKeyArn ?? this.resource?.kmsKeyId;
  }

  /** As RDS knows it. */
  get identifier(): string {
    return this.instance.instanceIdentifier;
  }
}
