import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { CutOver } from './cut-over/cut-over';
import type { ProtectedDatabase } from './database/protected-database';
import type { VaultOptions } from './database/vault-options';
import type { Application } from './options/application';
import type { DailyObjectCopies } from './options/daily-object-copies';
import { DeploymentCheck } from './options/deployment-check';
import { DrillSchedule, verifiedWithin } from './options/drill-schedule';
import { checkErasures, type Erasures } from './options/erasures';
import { Hold } from './options/hold';
import { LongTransactions } from './options/long-transactions';
import { ObjectReference } from './options/object-reference';
import { checkObjectives, type Objectives } from './options/objectives';
import type { ReadBack } from './options/read-back';
import { type Replication, ReplicationMode } from './options/replication';
import { checkHooks, type RestoreHook } from './options/restore-hook';
import type { RestoreTesting } from './options/restore-testing';
import { Retention } from './options/retention';
import { yesOrNo } from './options/yes-or-no';
import {
  checkConcurrency,
  checkDrills,
  checkGap,
  checkKeepLostRows,
  checkPrefix,
  checkWaived,
  checkWantedConsumers,
} from './restore/validate-props';
import type { TrafficSwitch } from './traffic/traffic-switch';

export interface PegasusBackupProps {
  /** The database. One made in this app gets the backup policy; an imported one is not changed. */
  readonly database: ProtectedDatabase;

  /** The bucket that rows of the database refer to. One made in this app gets the backup policy. */
  readonly bucket: IBucket;

  /**
   * What is protected and rewound: a folder, with or without its last slash.
   *
   * @default 'pegasus/'
   */
  readonly prefix?: string;

  /**
   * The pair may be empty, as that of an environment that no one uses yet: nothing of nothing is then verified in a
   * restore, a drill and a daily object copy. One empty store beside one that is not fails all the same. Take it away when
   * the pair is in use.
   *
   * @default false: a restore or a copy that finds no object, or no row that refers to one, fails
   */
  readonly allowEmpty?: boolean;

  /**
   * The columns that refer to objects.
   *
   * @default - ObjectReference.pegasusDefaults()
   */
  readonly references?: ObjectReference[];

  /**
   * How far back both stores can go.
   *
   * @default Retention.recommended() (30 days)
   */
  readonly retention?: Retention;

  /**
   * The copy of the protected objects in another bucket.
   *
   * @default - Replication.standby() for a bucket of this stack; an imported bucket is not changed
   */
  readonly replication?: Replication;

  /**
   * The vault of the daily snapshots of the database: its lock, and copies in other regions and accounts.
   *
   * @default - a vault with a key of its own, locked in governance mode, and no copies
   */
  readonly vault?: VaultOptions;

  /**
   * The only role that may delete versions and lift locks in the buckets of the backup, or delete recovery points in its
   * vault: policies deny it to everyone else, administrators too, and changes of lifecycle, versioning, replication, lock
   * and policy to everyone but deployments. A bucket or a vault that is imported is not changed; `BucketPolicies` or
   * `SnapshotVault` is not ready until it has the policy.
   *
   * @default - none: the rights of the account decide
   */
  readonly breakGlassRole?: IRole;

  /**
   * The roles with which CloudFormation deploys this app, which may change the settings of these buckets.
   *
   * @default - the one that the synthesizer of the app names, as that of `cdk bootstrap`; a deployment without a role of its own goes through CloudFormation
   */
  readonly deploymentRoles?: IRole[];

  /**
   * A daily copy of the protected objects to a dated prefix, for a bucket that cannot keep versions. The restore state
   * machine needs versions.
   *
   * @default - none
   */
  readonly dailyObjectCopies?: DailyObjectCopies;

  /**
   * What a deployment does when an imported database or bucket does not meet the needs of a restore.
   *
   * @default DeploymentCheck.fail()
   */
  readonly deploymentCheck?: DeploymentCheck;

  /**
   * When drills are started by schedule. A drill restores the whole database under a new identifier, proves it against
   * the object history and deletes it again; production is not touched.
   *
   * @default DrillSchedule.weekly()
   */
  readonly drill?: DrillSchedule;

  /**
   * Security group of the databases that drills make, in the VPC of the database.
   *
   * @default - with `vpc`, one is made that admits the handlers only; without, drills have the groups of the database
   */
  readonly drillSecurityGroup?: ISecurityGroup;

  /**
   * Runs the application, or checks of your own, against the database of a drill. It is invoked with
   * `{"action": "start", "runId", "database": {"host", "port", "name", "secretArn"}, "objects", "targetTime"}` and answers
   * `{"baseUrl"?, "checks"?: [{"name", "outcome", "expected", "observed"}]}`: the checks of readiness, lectures and
   * transcripts are then asked of that address, without the write token. When the drill ends it is invoked with
   * `{"action": "stop", "runId"}`. The objects it finds are those of now, in the protected bucket: it must not write.
   *
   * @default - in a drill the application is not asked, it serves production
   */
  readonly drillApplication?: IFunction;

  /**
   * A restore or a drill must have been verified within this time, in whole days; else `VerifiedRestore` is not ready.
   *
   * @default Duration.days(31), or 35 where drills are monthly
   */
  readonly verifiedWithin?: Duration;

  /**
   * Restore testing of AWS Backup for the daily snapshots of the database, validated by the checks of a restore.
   *
   * @default - none: drills restore both stores together
   */
  readonly restoreTesting?: RestoreTesting;

  /** The application that is asked whether the restore is right. */
  readonly application: Application;

  /**
   * What stops and admits writers, in the order in which they are frozen. The parameter is always among them, and is the
   * first to freeze and the last to open.
   *
   * @default - only the parameter, made for it: `trafficParameter`
   */
  readonly traffic?: TrafficSwitch[];

  /**
   * Consumers of the bucket's events that may hear of each object that a restore copies or marks deleted, by ARN: of a
   * function, queue or topic as the notifications of the bucket have it, or of a rule of EventBridge. Every other one is
   * held back by `traffic`, or `BucketEvents` is not ready. Also those that may hear of the daily object copies.
   *
   * @default - none
   */
  readonly wantedEventConsumers?: string[];

  /**
   * What happens to a transaction that has written and is still open when writes are frozen.
   *
   * @default LongTransactions.hold()
   */
  readonly longTransactions?: LongTransactions;

  /**
   * How the application is pointed at the restored database.
   *
   * @default - the secret with the credentials of the database is rewritten; one that RDS manages is refused
   */
  readonly cutOver?: CutOver;

  /**
   * Whether each sequence of a restored database goes on after the last id that the old database has handed out: ids of
   * after the target time are known to caches, queues and people, and rows that are put back later have them. False: the
   * sequences go on where they were at the target time.
   *
   * @default true
   */
  readonly continueSequences?: boolean;

  /**
   * By how many ids the sequences of a restored database jump ahead, before the first write, beyond what
   * `continueSequences` asks for: for the case that the old database can no longer be asked. A sequence that is behind its
   * own column, and was not so in the old database, is raised in any case. Those that count down or start again at their
   * end are left, and the report says so.
   *
   * @default 0
   */
  readonly raiseSequencesBy?: number;

  /**
   * Checks of the restored database whose failure is known and accepted, by name: `rows against the manifest`,
   * `migration head`, `sequences`, `foreign keys`, `indexes`, `warm-up`. They are carried out, and reported as waived. Of
   * those that look through whole tables (all but `migration head`) the outcome "unknown" is waived, too: a table that is
   * too large for the time of the check, say.
   *
   * @default - none
   */
  readonly waivedChecks?: string[];

  /**
   * How many objects are read back and compared byte for byte. The report prints what that proves.
   *
   * @default - a sample of 2,000, as far as 2 GiB go
   */
  readonly readBack?: ReadBack;

  /**
   * Erasures of people that a restore must not undo. Those that were carried out after the target time are listed from
   * the old database, and done again by a function before traffic opens; what is not done again, or cannot be listed,
   * holds the restore for a decision.
   *
   * @default - none: who was erased after the target time is back after a restore, and has to be erased again by hand
   */
  readonly erasures?: Erasures;

  /**
   * Functions of your own for what is neither database nor bucket: they empty a queue, drop a cache, build a search index
   * again. Each runs at its moment of a restore, in the order given, again in each attempt; one that fails holds the
   * restore for a decision.
   *
   * @default - none: what queues, caches and indexes know of after the target time stays there
   */
  readonly hooks?: RestoreHook[];

  /**
   * How long the data-loss ledger of a restore is kept: the rows that were written after the target time, whole, and the
   * keys of objects. Whole days; then S3 deletes them. The report, which counts them, stays. Who may read them is for
   * `grantReadDataLoss`.
   *
   * @default Duration.days(90)
   */
  readonly keepLostRows?: Duration;

  /**
   * Each restore waits, before it touches anything, until it is approved. Who may approve is for `grantDecide`.
   *
   * @default false
   */
  readonly approvalRequired?: boolean;

  /**
   * Drills that may be started within 24 hours; the next one ends with `TooManyDrills`. Each makes a database, and who may
   * start restores may start drills without an approval.
   *
   * @default 10
   */
  readonly maxDrillsPerDay?: number;

  /**
   * Functions that restore objects, or make the daily object copy, at once. Fewer leave room in an account that allows few:
   * what Lambda throttles is tried again for about two hours, and only takes longer.
   *
   * @default 20
   */
  readonly maxConcurrency?: number;

  /**
   * What a failed restore does when an operator must decide how it continues.
   *
   * @default Hold.forOperator(Duration.hours(12))
   */
  readonly hold?: Hold;

  /**
   * Plans and reports are signed with an asymmetric key of KMS ($1 a month) that no one else may sign with;
   * `pegasus-backup verify-report` checks it.
   *
   * @default true
   */
  readonly signReports?: boolean;

  /**
   * Objectives for recovery point and recovery time; reports compare each restore with them.
   *
   * @default - none: the report says what was achieved
   */
  readonly objectives?: Objectives;

  /**
   * Where restores are announced: a standard topic of this account and Region, with a key of its own where it has one.
   *
   * @default - a topic made for it: `notifications`
   */
  readonly notifications?: ITopic;

  /**
   * Where S3 writes who has read and written the buckets of the backup: a bucket of this account and Region, without
   * Object Lock and without a key of KMS.
   *
   * @default - a bucket made for it
   */
  readonly accessLogs?: IBucket;

  /**
   * Network in which handlers reach the database and the application. Its subnets need a way to the AWS APIs (a NAT
   * gateway, or endpoints for S3, RDS, Secrets Manager, SSM, KMS, IAM, SNS, AWS Backup, CloudWatch and EventBridge; a
   * service that cannot be reached makes its checks of the readiness unknown, and what only it knows is missing from
   * reports).
   *
   * @default - none: the database must be reachable from outside a VPC
   */
  readonly vpc?: IVpc;

  /** @default - the private subnets of the VPC */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Security groups of these handlers; the database must admit them, the restored one has the same groups.
   *
   * @default - one is made
   */
  readonly securityGroups?: ISecurityGroup[];
}

/** What is given, checked, and the default of what is left out. */
export function withDefaults(props: PegasusBackupProps) {
  const { database, bucket, application, readBack, drillApplication, drill = DrillSchedule.weekly() } = props;
  return {
    database,
    bucket,
    application,
    readBack,
    drillApplication,
    drill,
    prefix: checkPrefix(props.prefix ?? 'pegasus/'),
    allowEmpty: yesOrNo('`allowEmpty`', props.allowEmpty ?? false),
    signReports: yesOrNo('`signReports`', props.signReports ?? true),
    retention: props.retention ?? Retention.recommended(),
    references: checkReferences(props.references ?? ObjectReference.pegasusDefaults()),
    switches: props.traffic ?? [],
    wantedEventConsumers: checkWantedConsumers(props.wantedEventConsumers ?? []),
    longTransactions: props.longTransactions ?? LongTransactions.hold(),
    cutOver: props.cutOver ?? CutOver.secret(database.credentials),
    approvalRequired: yesOrNo('`approvalRequired`', props.approvalRequired ?? false),
    maxDrillsPerDay: checkDrills(props.maxDrillsPerDay ?? 10),
    // Each copies with some dozens of requests under way; S3 carries 3,500 writes a second on one prefix.
    maxConcurrency: checkConcurrency(props.maxConcurrency ?? 20),
    hold: props.hold ?? Hold.forOperator(Duration.hours(12)),
    objectives: checkObjectives(props.objectives ?? {}),
    raiseSequencesBy: checkGap(props.raiseSequencesBy ?? 0),
    continueSequences: yesOrNo('`continueSequences`', props.continueSequences ?? true),
    keepLostRows: checkKeepLostRows(props.keepLostRows ?? Duration.days(90)),
    erasures: props.erasures && checkErasures(props.erasures),
    hooks: checkHooks(props.hooks ?? [], props.traffic ?? []),
    waivedChecks: checkWaived(props.waivedChecks ?? []),
    copyWanted: props.replication?.mode !== ReplicationMode.NONE,
    check: props.deploymentCheck ?? DeploymentCheck.fail(),
    verifiedWithin: verifiedWithin(props.verifiedWithin, drill),
  };
}

/** Without one the proof would be one of nothing. */
function checkReferences(references: ObjectReference[]): ObjectReference[] {
  if (references.length > 0) return references;
  throw new Error(
    '`references` is empty; give the columns that refer to objects, as ObjectReference.column(table, column).',
  );
}
