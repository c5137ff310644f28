import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { CutOver } from './cut-over/cut-over';
import { DatabaseBackup } from './database/database-backup';
import { quarantine } from './drills/drill-security-group';
import { Drills } from './drills/drills';
import { AccessLogs } from './evidence/access-logs';
import { EvidenceBucket } from './evidence/evidence-bucket';
import { DailyObjectSnapshots } from './object-copies/daily-object-copies';
import { checkPrefix } from './object-prefix';
import { ObjectBackup } from './objects/object-backup';
import { DeploymentCheck } from './options/deployment-check';
import { DrillSchedule } from './options/drill-schedule';
import { Hold } from './options/hold';
import { LongTransactions } from './options/long-transactions';
import { ObjectReference } from './options/object-reference';
import { ReplicationMode } from './options/replication';
import { Retention } from './options/retention';
import {
  ImportedBackup,
  type IPegasusBackup,
  type PegasusBackupAttributes,
  PegasusBackupBase,
} from './pegasus-backup-base';
import type { PegasusBackupProps } from './pegasus-backup-props';
import { PairMetrics } from './readiness/pair-metrics';
import { Readiness } from './readiness/readiness';
import { StoreCheck } from './readiness/store-check';
import { handlerNetwork } from './restore/handler-network';
import { RestoreHandlers } from './restore/restore-handlers';
import { RestoreStateMachine } from './restore/restore-state-machine';
import { DeadMan } from './restore/stopped-run-report';
import { checkGap, checkWaived } from './restore/validate-props';
import { RestoreTests } from './restore-testing/restore-tests';
import { DatabaseManifest } from './schedules/database-manifest';
import { Heartbeat } from './schedules/heartbeat';
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
