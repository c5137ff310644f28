import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { AccessLogs } from './access-logs';
import { CutOver } from './cut-over';
import { DailyObjectSnapshots } from './daily-object-snapshots';
import { DatabaseBackup } from './database-backup';
import { DatabaseManifest } from './database-manifest';
import { DeadMan } from './dead-man';
import { DeploymentCheck } from './deployment-check';
import { DrillSchedule } from './drill-schedule';
import { Drills } from './drills';
import { EvidenceBucket } from './evidence-bucket';
import { handlerNetwork } from './handler-network';
import { Heartbeat } from './heartbeat';
import { Hold } from './hold';
import { LongTransactions } from './long-transactions';
import { ObjectBackup } from './object-backup';
import { checkPrefix } from './object-prefix';
import { ObjectReference } from './object-reference';
import { PairMetrics } from './pair-metrics';
import {
  ImportedBackup,
  type IPegasusBackup,
  type PegasusBackupAttributes,
  PegasusBackupBase,
} from './pegasus-backup-base';
import type { PegasusBackupProps } from './pegasus-backup-props';
import { quarantine } from './quarantine';
import { Readiness } from './readiness';
import { ReplicationMode } from './replication';
import { RestoreHandlers } from './restore-handlers';
import { RestoreStateMachine } from './restore-state-machine';
import { RestoreTests } from './restore-tests';
import { checkGap, checkWaived } from './restored-database-settings';
import { Retention } from './retention';
import { StoreCheck } from './store-check';
import { Traffic } from './traffic/traffic';
import { verifiedWithin } from './verified-within';

/** Backs up a database and the bucket its rows refer to, and brings both back to the same moment, proved. */
export class PegasusBackup extends PegasusBackupBase {
  /** One that another app has deployed. */
  static fromPegasusBackupAttributes(
    scope: Construct,
    id: string,
    attributes: PegasusBackupAttributes,
  ): IPegasusBackup {
    return new ImportedBackup(scope, id, attributes);
  }

  /** Started with `{"targetTime": "2026-11-23T04:00:00Z", "reason": "…"}`. */
  readonly restoreStateMachine: StateMachine;
  /** Ledger, plans, proofs and reports of every run. */
  readonly evidenceBucket: IBucket;
  /** Copies of the protected objects, where they are replicated. */
  readonly backupBucket?: IBucket;
  /** Makes the daily snapshot of the objects, where there is one. */
  readonly snapshotStateMachine?: StateMachine;
  /** Obeyed by the application: `{"mode":"frozen|low-traffic|open","generation":N}`. */
  readonly trafficParameter: IStringParameter;
  readonly notifications: ITopic;
  protected readonly metrics: PairMetrics;

  constructor(scope: Construct, id: string, props: PegasusBackupProps) {
    super(scope, id);
    this.metrics = new PairMetrics(this, this.node.path);
    // Access logs by bucket policy, whatever the app's feature flags: the other way needs ACLs.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);

    const prefix = checkPrefix(props.prefix ?? 'pegasus/');
    const retention = props.retention ?? Retention.recommended();
    const hold = props.hold ?? Hold.forOperator(Duration.hours(12));
    const { database, bucket, application, vpc, vpcSubnets, securityGroups } = props;

    const accessLogs = props.accessLogs ?? new AccessLogs(this, 'AccessLogs');
    const evidence = new EvidenceBucket(this, 'Evidence', accessLogs);
    const traffic = new Traffic(this, { switches: props.traffic ?? [], bucket, prefix });
    const network = handlerNetwork(this, { vpc, vpcSubnets, securityGroups }, database);
    const drill = props.drill ?? DrillSchedule.weekly();
    const notifications = props.notifications ?? new Topic(this, 'Notifications', { enforceSSL: true });

    const stores = { database, retention, bucket, accessLogs, notifications };
    const { vault } = new DatabaseBackup(this, 'DatabaseBackup', { ...stores, options: props.vault });
    const objects = new ObjectBackup(this, 'ObjectBackup', { ...props, prefix, retention, accessLogs, evidence });

    const resources = {
      pair: this.metrics.pair,
      database,
      bucket,
      prefix,
      retention,
      application,
      traffic,
      longTransactions: props.longTransactions ?? LongTransactions.hold(),
      notifications,
      evidence,
      references: props.references ?? ObjectReference.pegasusDefaults(),
      cutOver: props.cutOver ?? CutOver.secret(database.credentials),
      approvalRequired: props.approvalRequired ?? false,
      hold,
      objectives: props.objectives ?? {},
      raiseSequencesBy: checkGap(props.raiseSequencesBy ?? 0),
      waivedChecks: checkWaived(props.waivedChecks ?? []),
      readBack: props.readBack,
      drillApplication: props.drillApplication,
      network,
      quarantine: quarantine(this, props.drillSecurityGroup, network, database),
    };
    this.snapshotStateMachine = new DailyObjectSnapshots(this, 'DailySnapshots', {
      ...props,
      ...resources,
    }).stateMachine;
    new Heartbeat(this, 'Heartbeat', resources);
    new DatabaseManifest(this, 'DatabaseManifest', resources);
    const handlers = new RestoreHandlers(this, 'Handlers', resources);
    const restore = new RestoreStateMachine(this, 'Restore', { handlers, evidence, hold });
    const copyWanted = props.replication?.mode !== ReplicationMode.NONE;
    new Readiness(this, 'Readiness', {
      ...resources,
      metrics: this.metrics,
      handlers,
      copyWanted,
      verifiedWithin: verifiedWithin(props.verifiedWithin, drill),
    });
    const check = props.deploymentCheck ?? DeploymentCheck.fail();
    new StoreCheck(this, 'StoreCheck', { ...resources, check, copyWanted });
    if (props.restoreTesting) {
      new RestoreTests(this, 'RestoreTests', { ...resources, testing: props.restoreTesting, vault });
    }
    new Drills(this, 'Drills', { stateMachine: restore.stateMachine, schedule: drill });
    new DeadMan(this, 'DeadMan', { ...resources, stateMachine: restore.stateMachine });

    this.restoreStateMachine = restore.stateMachine;
    this.evidenceBucket = evidence;
    this.backupBucket = objects.backupBucket;
    this.trafficParameter = traffic.parameter;
    this.notifications = notifications;
  }
}
