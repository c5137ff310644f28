import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { AccessLogs } from './access-logs';
import type { Application } from './application';
import { CutOver } from './cut-over';
import { DatabaseBackup } from './database-backup';
import { DeadMan } from './dead-man';
import { EvidenceBucket } from './evidence-bucket';
import { handlerNetwork } from './handler-network';
import { Heartbeat } from './heartbeat';
import { ObjectBackup } from './object-backup';
import { checkPrefix } from './object-prefix';
import { ObjectReference } from './object-reference';
import type { ProtectedDatabase } from './protected-database';
import type { Replication } from './replication';
import { RestoreHandlers } from './restore-handlers';
import { RestoreStateMachine } from './restore-state-machine';
import { Retention } from './retention';
import { TrafficParameter } from './traffic-parameter';
import { TrafficSwitch } from './traffic-switch';

export interface PegasusBackupProps {
  /** The database. One made in this app gets the backup policy; an imported one is not changed. */
  readonly database: ProtectedDatabase;

  /** The bucket that rows of the database refer to. One made in this app gets the backup policy. */
  readonly bucket: IBucket;

  /**
   * What is protected and rewound: keys that begin so. Ends with a slash.
   *
   * @default 'pegasus/'
   */
  readonly prefix?: string;

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

  /** The application that is asked whether the restore is right. */
  readonly application: Application;

  /**
   * What stops and admits writers.
   *
   * @default - a parameter made for it: `trafficParameter`
   */
  readonly traffic?: TrafficSwitch;

  /**
   * How the application comes to the restored database.
   *
   * @default - the secret with the credentials of the database is rewritten
   */
  readonly cutOver?: CutOver;

  /**
   * A second person must let each restore go on.
   *
   * @default false
   */
  readonly approvalRequired?: boolean;

  /**
   * Where restores are announced.
   *
   * @default - a topic made for it: `notifications`
   */
  readonly notifications?: ITopic;

  /**
   * Where S3 writes who has read and written the buckets of the backup.
   *
   * @default - a bucket made for it
   */
  readonly accessLogs?: IBucket;

  /**
   * Network in which handlers reach the database and the application. Its subnets need a way to the AWS APIs (a NAT
   * gateway, or endpoints for S3, RDS, Secrets Manager).
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

/** Backs up a database and the bucket its rows refer to, and brings both back to the same moment, proved. */
export class PegasusBackup extends Construct {
  /** Started with `{"targetTime": "2026-11-23T04:00:00Z", "reason": "…"}`. */
  readonly restoreStateMachine: StateMachine;
  /** Ledger, plans, proofs and reports of every run. */
  readonly evidenceBucket: IBucket;
  /** Copies of the protected objects, where they are replicated. */
  readonly backupBucket?: IBucket;
  /** Obeyed by the application: `{"mode":"frozen|low-traffic|open","generation":N}`. */
  readonly trafficParameter: IStringParameter;
  readonly notifications: ITopic;

  constructor(scope: Construct, id: string, props: PegasusBackupProps) {
    super(scope, id);
    // Access logs by bucket policy, whatever the app's feature flags: the other way needs ACLs.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);

    const prefix = checkPrefix(props.prefix ?? 'pegasus/');
    const retention = props.retention ?? Retention.recommended();
    const { database, bucket, application, vpc, vpcSubnets, securityGroups } = props;

    const accessLogs = props.accessLogs ?? new AccessLogs(this, 'AccessLogs');
    const evidence = new EvidenceBucket(this, 'Evidence', accessLogs);
    const traffic = props.traffic ?? TrafficSwitch.parameter(new TrafficParameter(this, 'Traffic'));
    const notifications = props.notifications ?? new Topic(this, 'Notifications', { enforceSSL: true });

    new DatabaseBackup(this, 'DatabaseBackup', { database, retention });
    const objects = new ObjectBackup(this, 'ObjectBackup', { ...props, prefix, retention, accessLogs });

    const resources = {
      database,
      bucket,
      prefix,
      retention,
      application,
      traffic,
      notifications,
      evidence,
      references: props.references ?? ObjectReference.pegasusDefaults(),
      cutOver: props.cutOver ?? CutOver.secret(database.credentials),
      approvalRequired: props.approvalRequired ?? false,
      network: handlerNetwork(this, { vpc, vpcSubnets, securityGroups }, database),
    };
    new Heartbeat(this, 'Heartbeat', resources);
    const handlers = new RestoreHandlers(this, 'Handlers', resources);
    const restore = new RestoreStateMachine(this, 'Restore', { handlers, evidence });
    new DeadMan(this, 'DeadMan', { stateMachine: restore.stateMachine, notifications });

    this.restoreStateMachine = restore.stateMachine;
    this.evidenceBucket = evidence;
    this.backupBucket = objects.backupBucket;
    this.trafficParameter = traffic.parameter;
    this.notifications = notifications;
  }

  /** Allows to start restores, and to see how they go. */
  grantStartRestore(grantee: IGrantable): Grant {
    this.restoreStateMachine.grantRead(grantee);
    return this.restoreStateMachine.grantStartExecution(grantee);
  }

  /** Allows to answer a request for approval. */
  grantApprove(grantee: IGrantable): Grant {
    return this.restoreStateMachine.grantTaskResponse(grantee);
  }

  /** Restores that ended in `Fail`. */
  metricRestoresFailed(props?: MetricOptions): Metric {
    return this.restoreStateMachine.metricFailed(props);
  }

  /** Restores that ended verified. */
  metricRestoresVerified(props?: MetricOptions): Metric {
    return this.restoreStateMachine.metricSucceeded(props);
  }
}
