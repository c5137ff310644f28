import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ExistingDatabase, ExistingNetwork, ExistingWriters } from '../../lib';
import type { LocalAws } from '../aws/local-aws';
import type { DumpOrder } from './daily-dump';

/** What is there before PegasusBackup is installed: a database, a bucket, secrets, a switch. */
export interface Stage {
  readonly aws: LocalAws;
  readonly postgresVersion: string;
  readonly rds: RDSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  readonly states: SFNClient;
  readonly ssm: SSMClient;
  readonly bucket: string;
  readonly prefix: string;
  readonly database: DrillDatabase;
  readonly databaseIdentifier: string;
  /** What names it and will not follow the application, sorted: `proxy pegasus-proxy`. */
  readonly dependents: readonly string[];
  readonly databaseSecretArn: string;
  readonly writeTokenSecretArn: string;
  readonly writeToken: string;
  readonly applicationPort: number;
  /** What else writes. */
  readonly writers: ExistingWriters;
}

/** What the drill uses of the deployed stack. */
export interface Installation {
  readonly stateMachineArn: string;
  readonly decisionStateMachineArn: string;
  readonly evidenceBucket: string;
  /** ARN of the key that signs its reports. */
  readonly signingKey: string;
  readonly trafficParameter: string;
  /** What the stack's schedules invoke. */
  readonly heartbeatFunction: string;
  readonly manifestFunction: string;
  readonly baselineFunction: string;
  /** Undefined where the database makes no dumps. */
  readonly dump?: DumpOrder;
  /** What the state machine runner was given. */
  readonly definition: string;
}

export interface Login {
  readonly username: string;
  readonly password: string;
  readonly dbname: string;
}

/** Where the application's database is now. */
export interface Connection {
  readonly port: number;
  readonly dbname: string;
}

/** The database that a drill restores, whatever its kind: how it is made, and how the independent check sees it. */
export interface DrillDatabase {
  readonly identifier: string;
  /** How the stack is told of it. */
  readonly existing: Omit<ExistingDatabase, 'credentialsSecretArn'>;
  /** Where its tasks run. @default - it needs no network of the stack's */
  readonly network?: ExistingNetwork;
  /** Makes it, with settings as no restored database has them by itself; resolves when it answers. */
  create(login: Login): Promise<{ readonly host: string; readonly port: number; readonly postgresVersion: string }>;
  /** Ends what nothing else ends. */
  close?(): Promise<void>;
  /** The daily backup. @default - the RDS of this machine takes one */
  backUp?(installation: Installation): Promise<void>;
  /** `pegasus-production (db-…) is available` */
  state(): Promise<string>;
  latestRestorableTime(): Promise<Date | undefined>;
  /** Resolves when it can be restored from. */
  takeSnapshot(identifier: string, installation: Installation): Promise<{ readonly id: string; readonly time: Date }>;
  /** What a restore drops, of the source and of the database that the application is pointed at. */
  settings(current: Connection): Promise<{
    readonly source: ReadonlyMap<string, string>;
    readonly current: ReadonlyMap<string, string>;
  }>;
}
