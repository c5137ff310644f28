import type { Duration, StackProps } from 'aws-cdk-lib';
import type { CertificateAuthorities } from '../database/certificate-authorities';
import type { VaultOptions } from '../database/vault-options';
import type { DeploymentCheck } from '../options/deployment-check';
import type { DrillSchedule } from '../options/drill-schedule';
import type { ErasureLog } from '../options/erasures';
import type { Hold } from '../options/hold';
import type { LongTransactions } from '../options/long-transactions';
import type { Objectives } from '../options/objectives';
import type { Replication } from '../options/replication';
import type { RestoreHookTime } from '../options/restore-hook';
import type { RestoreTesting } from '../options/restore-testing';
import type { Retention } from '../options/retention';

/** A database that exists. It is not changed. */
export interface ExistingDatabase {
  /**
   * Of an instance of RDS.
   *
   * @default - it is a cluster
   */
  readonly instanceIdentifier?: string;
  /**
   * Of a cluster of Aurora.
   *
   * @default - it is an instance
   */
  readonly clusterIdentifier?: string;
  /**
   * Name of a self-managed database on its server. It needs `existingNetwork`, too.
   *
   * @default - it is one of RDS
   */
  readonly databaseName?: string;
  /**
   * Major version of the server of a self-managed database.
   *
   * @default - it is one of RDS
   */
  readonly majorVersion?: number;
  /** Complete ARN of the secret with its credentials, as RDS writes it. */
  readonly credentialsSecretArn: string;
  /**
   * ARN of the customer-managed key of its storage.
   *
   * @default - the AWS-managed key
   */
  readonly storageKeyArn?: string;
  /**
   * ARN of the customer-managed key of its Performance Insights.
   *
   * @default - the AWS-managed key
   */
  readonly performanceInsightsKeyArn?: string;
  /**
   * Security groups of the database; they come to admit the handlers.
   *
   * @default - none: the database must admit the handlers by itself
   */
  readonly securityGroupIds?: string[];
  /**
   * Classes that a restored database may have when RDS has no room for that of its source, in order.
   *
   * @default - none
   */
  readonly alternativeInstanceClasses?: string[];
  /**
   * Who vouches for its server.
   *
   * @default - `sslrootcert` of its secret, else the authorities of RDS that this version brings
   */
  readonly certificateAuthorities?: CertificateAuthorities;
}

/** A database to make: Postgres 17, encrypted, in isolated subnets. */
export interface NewDatabase {
  /** @default 't4g.micro' */
  readonly instanceType?: string;
  /** @default false */
  readonly multiAz?: boolean;
  /**
   * In GiB.
   *
   * @default 20
   */
  readonly allocatedStorage?: number;
  /**
   * Classes that a restored database may have when RDS has no room for that of its source, in order.
   *
   * @default - none
   */
  readonly alternativeInstanceClasses?: string[];
  /**
   * Who vouches for its server.
   *
   * @default - `sslrootcert` of its secret, else the authorities of RDS that this version brings
   */
  readonly certificateAuthorities?: CertificateAuthorities;
}

/** A bucket that exists. It is not changed. */
export interface ExistingBucket {
  readonly bucketName: string;
  /**
   * ARN of the customer-managed key of its objects.
   *
   * @default - no customer-managed key
   */
  readonly encryptionKeyArn?: string;
}

/** A bucket that exists, of another region or account, that the objects are copied to: that of a BackupDestination. */
export interface ReplicateTo {
  readonly bucketName: string;
  /** @default - the account of the stack */
  readonly account?: string;
  /** @default - the region of the stack */
  readonly region?: string;
  /**
   * ARN of the customer-managed key of its objects.
   *
   * @default - no customer-managed key
   */
  readonly encryptionKeyArn?: string;
  /**
   * Name of the role that replicates, by which another account admits it.
   *
   * @default - a name made by CloudFormation
   */
  readonly roleName?: string;
  /** @default false */
  readonly timeControl?: boolean;
}

/** A VPC that exists, given in full so that no look-up is needed. */
export interface ExistingNetwork {
  readonly vpcId: string;
  readonly availabilityZones: string[];
  /** Private subnets with a way to the AWS APIs, one for each zone. */
  readonly subnetIds: string[];
}

/** What writes to the stores, and is not of this stack: each is stopped by a restore, and put back as it was. */
export interface ExistingWriters {
  /**
   * Name of the String parameter that the application obeys.
   *
   * @default - one is made
   */
  readonly parameterName?: string;
  /** @default - none */
  readonly ecsServiceArns?: string[];
  /** @default - none */
  readonly functionArns?: string[];
  /** @default - none */
  readonly eventSourceMappingIds?: string[];
  /**
   * Rules of EventBridge.
   *
   * @default - none
   */
  readonly ruleArns?: string[];
  /**
   * Schedules of EventBridge Scheduler.
   *
   * @default - none
   */
  readonly scheduleArns?: string[];
  /**
   * Roles with which these schedules invoke their targets, in the order of the schedules.
   *
   * @default - none: only where there is no schedule
   */
  readonly scheduleTargetRoleArns?: string[];
  /**
   * Buckets whose notifications to functions, queues and topics are held back.
   *
   * @default - none
   */
  readonly notifyingBucketNames?: string[];
  /**
   * Roles that write to the bucket; they are denied to while writes are frozen.
   *
   * @default - none
   */
  readonly roleArns?: string[];
}

/** As `Erasures` of PegasusBackup, with a function that exists. */
export interface ExistingErasures {
  /** @default - none */
  readonly tables?: string[];
  /** @default - none */
  readonly log?: ErasureLog;
  /** ARN of the function that carries them out again. */
  readonly functionArn: string;
}

/** As RestoreHook, with a function that exists. */
export interface ExistingHook {
  /** What mails, the ledger and the report call it. */
  readonly name: string;
  readonly when: RestoreHookTime;
  readonly functionArn: string;
  /** @default false */
  readonly inDrills?: boolean;
}

/** What differs between environments. */
export interface PegasusEnvironmentSettings {
  /** Where the application answers, as `https://pegasus.example.com`. */
  readonly baseUrl: string;
  /** @default - a database is made */
  readonly existingDatabase?: ExistingDatabase;
  /** @default - the smallest instance in one zone */
  readonly newDatabase?: NewDatabase;
  /** @default - a bucket is made */
  readonly existingBucket?: ExistingBucket;
  /** @default - a VPC is made for a new database; handlers for an existing one run outside any */
  readonly existingNetwork?: ExistingNetwork;
  /**
   * NAT gateways of a new VPC.
   *
   * @default 1
   */
  readonly natGateways?: number;
  /** @default 'pegasus/' */
  readonly prefix?: string;
  /** @default Retention.recommended() (30 days) */
  readonly retention?: Retention;
  /** @default - Replication.standby() for a new bucket */
  readonly replication?: Replication;
  /** @default - a bucket is made beside the protected one */
  readonly replicateTo?: ReplicateTo;
  /** @default - a vault with a key of its own, locked in governance mode, and no copies */
  readonly vault?: VaultOptions;
  /**
   * Vaults of other regions or accounts that every daily snapshot is copied to, besides `vault.copies`.
   *
   * @default - none
   */
  readonly copyToVaultArns?: string[];
  /** @default - DeploymentCheck.fail() for an existing database or bucket */
  readonly deploymentCheck?: DeploymentCheck;
  /** @default - none */
  readonly restoreTesting?: RestoreTesting;
  /** @default DrillSchedule.weekly() */
  readonly drill?: DrillSchedule;
  /**
   * ARN of the function that runs the application in a drill.
   *
   * @default - none does
   */
  readonly drillApplicationArn?: string;
  /** @default - with a VPC, one is made that admits the handlers only */
  readonly drillSecurityGroupId?: string;
  /** @default - only the parameter, made for it */
  readonly traffic?: ExistingWriters;
  /**
   * ARNs of functions, queues, topics and rules that may hear of each object that a restore copies or marks deleted.
   *
   * @default - none
   */
  readonly wantedEventConsumers?: string[];
  /**
   * Erasures of people that a restore must not undo.
   *
   * @default - none
   */
  readonly erasures?: ExistingErasures;
  /**
   * Functions that run at their moment of a restore, for what is neither database nor bucket.
   *
   * @default - none
   */
  readonly hooks?: ExistingHook[];
  /**
   * How long the rows and keys of a data-loss ledger are kept.
   *
   * @default Duration.days(90)
   */
  readonly keepLostRows?: Duration;
  /** @default LongTransactions.hold() */
  readonly longTransactions?: LongTransactions;
  /**
   * ARN of the only role that may delete versions and lift locks in the buckets of the backup.
   *
   * @default - none: the rights of the account decide
   */
  readonly breakGlassRoleArn?: string;
  /** @default false */
  readonly approvalRequired?: boolean;

  /** @default 10 */
  readonly maxDrillsPerDay?: number;
  /**
   * Functions that restore or copy objects at once.
   *
   * @default 20
   */
  readonly maxConcurrency?: number;
  /** @default Hold.forOperator(Duration.hours(12)) */
  readonly hold?: Hold;

  /** @default - none */
  readonly objectives?: Objectives;
  /**
   * Complete ARN of the secret with the token that writes carry.
   *
   * @default - writes are sent without a token
   */
  readonly writeTokenSecretArn?: string;
  /** @default false */
  readonly allowPrivateAddresses?: boolean;
  /**
   * How long the application may take to become ready on the restored database.
   *
   * @default Duration.minutes(2)
   */
  readonly readyWithin?: Duration;
  /**
   * Complete ARN of the secret from which the application reads its database.
   *
   * @default - the secret with the credentials
   */
  readonly cutOverSecretArn?: string;
  /**
   * Email address that is notified about restores.
   *
   * @default - no subscription to the topic
   */
  readonly notifyEmail?: string;
}

export interface PegasusEnvironmentProps extends StackProps {
  readonly settings: PegasusEnvironmentSettings;
}
