import type { BackupResource } from 'aws-cdk-lib/aws-backup';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import type { KnownSource } from '../../domain/database/known-source';
import type { Permission } from '../handler/permission';
import type { Retention } from '../options/retention';
import type { CertificateAuthorities } from './certificate-authorities';

/** What the handlers may do to a database and to those that a restore makes of it, and nothing else. */
export interface DatabasePermissions {
  /** Looks at the source and at what was restored of it. */
  readonly describes: readonly Permission[];
  /** Learns what there is to restore from. */
  readonly findsRecoveryPoints: readonly Permission[];
  readonly restores: readonly Permission[];
  /** Makes the parameter groups of a source that is gone again. */
  readonly remakesParameterGroups: readonly Permission[];
  /** Removes those, once no database uses them. */
  readonly removesParameterGroups: readonly Permission[];
  /** Goes on with a restore that takes more than one call. */
  readonly continuesRestore: readonly Permission[];
  readonly configures: readonly Permission[];
  /** Puts what was restored to use. */
  readonly releases: readonly Permission[];
  readonly removes: readonly Permission[];
  readonly readsParameterGroups: readonly Permission[];
  /** Learns what others have made that names it. */
  readonly findsDependents: readonly Permission[];
  readonly findsBlueGreen: readonly Permission[];
  /** Asks whether it could be restored now. */
  readonly watches: readonly Permission[];
}

/** What restore testing of AWS Backup must be told. */
export interface RestoreTestTarget {
  readonly resourceType: string;
  readonly resourceArn: string;
  /** Undefined for an imported database. */
  readonly subnetGroupName?: string;
  /** What the validating handler may do to the database that was restored for the test. */
  readonly permissions: readonly Permission[];
}

export interface OwnBackupProps {
  readonly retention: Retention;
  readonly accessLogs: IBucket;
  readonly notifications: ITopic;
}

/** A database as PegasusBackup knows it, whatever its kind. */
export interface DatabaseDefinition {
  /** As `DATABASE_KIND` tells the handlers. */
  readonly kind: string;
  /** As `DATABASE_SETTINGS` tells them. */
  readonly handlerSettings?: string;
  /** As `ALTERNATIVE_INSTANCE_CLASSES` tells the handlers. @default - none */
  readonly alternativeInstanceClasses?: readonly string[];
  /** True when handlers that ask about it must reach its server. */
  readonly needsNetwork?: boolean;
  readonly identifier: string;
  /** What the identifier meant when the stack was deployed, where that is known. */
  readonly resourceId?: string;
  readonly credentials: ISecret;
  /** @default - those that this version brings */
  readonly certificateAuthorities?: CertificateAuthorities;
  /** It stands in a stack, and messages name its path. */
  readonly construct: IConstruct;
  readonly connections: Connections;
  /** False for an imported database: it is not changed, and looked at when the stack is deployed. */
  readonly ownedByApp: boolean;
  /** The resource of an instance of this app: RDS copies its automated backups to another region. */
  readonly instanceResource?: CfnDBInstance;
  /** ARN of the customer-managed key of its storage, where it is known. */
  readonly storageKeyArn?: string;
  /** ARNs of the keys of Performance Insights, where they are known. */
  readonly insightsKeyArns?: readonly string[];
  /** What the manifest of a source of RDS that is gone is compared with. */
  readonly known?: KnownSource;
  /** Sets the backup policy on a database of this app. */
  protect(retention: Retention): void;
  /** What the daily snapshot of AWS Backup is taken of; undefined where it cannot take one. */
  readonly backupResource?: BackupResource;
  /** Makes the backup that replaces AWS Backup's. */
  makeBackup?(scope: Construct, props: OwnBackupProps): void;
  /** Undefined where AWS Backup cannot restore it for a test as our checks need it. */
  readonly restoreTest?: RestoreTestTarget;
  readonly permissions: DatabasePermissions;
  /** The action that a restore stands or falls with, for the question whether its role may. */
  readonly restoreActions: readonly string[];
  /** ARN of a database that a restore would make. */
  readonly candidateArn: string;
}
