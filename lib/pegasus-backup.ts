import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';
import { DatabaseBackup } from './database/database-backup';
import { trustAuthorities } from './database/trust-authorities';
import { Decisions } from './decisions/decisions';
import { drillSecurityGroup } from './drills/drill-security-group';
import { Drills } from './drills/drills';
import { warnOfConsumers } from './events/warn-of-consumers';
import { AccessLogs } from './evidence/access-logs';
import { EvidenceBucket } from './evidence/evidence-bucket';
import { SigningKey } from './evidence/signing-key';
import { pairName } from './names/pair-name';
import { NotificationTopic } from './notifications/topic';
import { ObjectCopies } from './object-copies/object-copies';
import { keepersOf } from './objects/keep-versions';
import { ObjectBackup } from './objects/object-backup';
import {
  ImportedBackup,
  type IPegasusBackup,
  type PegasusBackupAttributes,
  PegasusBackupBase,
} from './pegasus-backup-base';
import { type PegasusBackupProps, withDefaults } from './pegasus-backup-props';
import { PairMetrics } from './readiness/pair-metrics';
import { Readiness } from './readiness/readiness';
import { StoreCheck } from './readiness/store-check';
import { checkPlaces } from './restore/check-places';
import { handlerNetwork } from './restore/handler-network';
import { warnOfNetwork } from './restore/network-warnings';
import { RestoreHandlers } from './restore/restore-handlers';
import { RestoreStateMachine } from './restore/restore-state-machine';
import { StoppedRunReport } from './restore/stopped-run-report';
import { RestoreTests } from './restore-testing/restore-tests';
import { DatabaseManifest } from './schedules/database-manifest';
import { Heartbeat } from './schedules/heartbeat';
import { Traffic } from './traffic/traffic';

/** Backs up PostgreSQL and its S3 objects, restores both to one consistent point in time, and verifies the result. */
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
  /** Started with `{"run": "…", "action": "retry", "reason": "…"}` when a restore waits for approval or a decision. */
  readonly decisionStateMachine: StateMachine;
  /** Ledger, plans, proofs and reports of every run. */
  readonly evidenceBucket: IBucket;
  /** Signs plans and reports, where `signReports` is not false: `pegasus-backup verify-report` trusts it. */
  readonly reportSigningKey?: IKey;
  /** Copies of the protected objects, where they are replicated. */
  readonly backupBucket?: IBucket;
  /** Makes the daily copies of the objects, where there are any. */
  readonly objectCopyStateMachine?: StateMachine;
  /** Obeyed by the application: `{"mode":"frozen|low-traffic|open","generation":N}`. */
  readonly trafficParameter: IStringParameter;
  readonly notifications: ITopic;
  /** @internal */
  protected readonly _metrics: PairMetrics;

  constructor(scope: Construct, id: string, props: PegasusBackupProps) {
    super(scope, id);
    this._metrics = new PairMetrics(this, pairName(this));
    // Access logs by bucket policy, whatever the app's feature flags: the other way needs ACLs.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);

    const options = withDefaults(props);
    const { database, hold, drill, maxConcurrency } = options;
    checkPlaces(this, props);
    trustAuthorities(this, database);
    const { vpc, vpcSubnets, securityGroups } = props;
    const keepers = keepersOf(this, props);
    const accessLogs = props.accessLogs ?? new AccessLogs(this, 'AccessLogs');
    const evidence = new EvidenceBucket(this, 'Evidence', accessLogs, options.keepLostRows, keepers);
    const traffic = new Traffic(this, options);
    warnOfConsumers(this, options);
    const network = handlerNetwork(this, { vpc, vpcSubnets, securityGroups }, database);
    warnOfNetwork(this, network, database);
    const notifications = props.notifications ?? new NotificationTopic(this, 'Notifications');

    const stores = { ...options, accessLogs, evidence, notifications, keepers };
    const { vault } = new DatabaseBackup(this, 'DatabaseBackup', { ...stores, options: props.vault });
    const objects = new ObjectBackup(this, 'ObjectBackup', { ...stores, replication: props.replication });
    const drillGroup = drillSecurityGroup(this, props.drillSecurityGroup, network, database);

    const { pair } = this._metrics;
    const signingKey = options.signReports ? new SigningKey(this, 'SigningKey') : undefined;
    const decisions = new Decisions(this, 'Decisions', { evidence });
    const { stateMachine: decisionStateMachine } = decisions;
    const resources = {
      ...options,
      pair,
      decisionStateMachine,
      evidence,
      signingKey,
      traffic,
      notifications,
      network,
      drillSecurityGroup: drillGroup,
    };
    const { dailyObjectCopies, restoreTesting: testing } = props;
    const objectCopies = new ObjectCopies(this, 'ObjectCopies', { ...resources, dailyObjectCopies });
    new Heartbeat(this, 'Heartbeat', resources);
    new DatabaseManifest(this, 'DatabaseManifest', resources);
    const handlers = new RestoreHandlers(this, 'Handlers', resources);
    const { stateMachine } = new RestoreStateMachine(this, 'Restore', { handlers, evidence, hold, maxConcurrency });
    decisions.answer(stateMachine);
    const { copy } = objects;
    new Readiness(this, 'Readiness', { ...resources, metrics: this._metrics, handlers, copy, keepers, vault });
    new StoreCheck(this, 'StoreCheck', resources);
    if (testing) new RestoreTests(this, 'RestoreTests', { ...resources, testing, vault });
    new Drills(this, 'Drills', { stateMachine, schedule: drill });
    const { handler: reportStopped } = new StoppedRunReport(this, 'StoppedRunReport', { ...resources, stateMachine });
    const signing = [handlers.of('PlanRestore'), handlers.of('WriteReport'), reportStopped];
    signingKey?.signOnlyAs(...signing.map(({ role }) => role!));

    this.restoreStateMachine = stateMachine;
    this.decisionStateMachine = decisionStateMachine;
    this.objectCopyStateMachine = objectCopies.stateMachine;
    this.evidenceBucket = evidence;
    this.reportSigningKey = signingKey;
    this.backupBucket = objects.copy?.bucket;
    this.trafficParameter = traffic.parameter;
    this.notifications = notifications;
  }

  override grantReadReports(grantee: IGrantable): Grant {
    this.reportSigningKey?.grant(grantee, 'kms:GetPublicKey');
    return super.grantReadReports(grantee);
  }
}
