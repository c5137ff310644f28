import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { type IStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { DATA_LOSS } from '../domain/report/data-loss';
import { warnOfBothRights } from './decisions/separate-rights';
import type { ReadinessMetric } from './options/readiness-metric';
import { PairMetrics } from './readiness/pair-metrics';
import { grantFollow } from './state-machine/grant-follow';

/** A PegasusBackup of this app or an imported one. */
export interface IPegasusBackup extends IConstruct {
  /** Started with `{"targetTime": "2026-11-23T04:00:00Z", "reason": "…"}`; a drill with `{"mode": "drill", "reason": "…"}`. */
  readonly restoreStateMachine: IStateMachine;
  /** Started with `{"run": "…", "action": "retry", "reason": "…"}` when a restore waits for approval or a decision. */
  readonly decisionStateMachine: IStateMachine;
  /** Ledger, plans, proofs and reports of every run. */
  readonly evidenceBucket: IBucket;

  /** Allows the grantee to start restores and drills, and to follow them. */
  grantStartRestore(grantee: IGrantable): Grant;

  /**
   * Allows the grantee to approve restores, to decide how one goes on that waits, and to read what one has found lost. Give it to others than
   * `grantStartRestore`: the requester of a restore must not be who decides on it.
   */
  grantDecide(grantee: IGrantable): Grant;

  /** Allows the grantee to read reports, including the rows and keys that they name. */
  grantReadReports(grantee: IGrantable): Grant;

  /**
   * Allows the grantee to read what restores have left behind: whole rows of the application, written after the target
   * time, and keys of objects. No handler of the backup may.
   */
  grantReadDataLoss(grantee: IGrantable): Grant;

  /** Restores that ended in `Fail`. */
  metricRestoresFailed(props?: MetricOptions): Metric;

  /** Restores that ended verified. */
  metricRestoresVerified(props?: MetricOptions): Metric;

  /** Whether a restore would be possible now, by check: 1 is ready, 0 is not ready or unknown. */
  metricReadiness(check: ReadinessMetric, props?: MetricOptions): Metric;

  /** Seconds between now and the latest restorable time of the database: what a restore would lose now. */
  metricRecoveryPointAge(props?: MetricOptions): Metric;
}

/** Attributes of a PegasusBackup that another app has deployed. */
export interface PegasusBackupAttributes {
  /** Output `RestoreStateMachineArn` of a PegasusEnvironment. */
  readonly restoreStateMachineArn: string;
  /** Output `DecisionStateMachineArn` of a PegasusEnvironment. */
  readonly decisionStateMachineArn: string;
  /** Output `EvidenceBucketName` of a PegasusEnvironment. */
  readonly evidenceBucketName: string;
  /** Name of its stack and its path there, as `pegasus-prod/Backup`: the dimension `Pair` of its metrics. */
  readonly pair: string;
}

/** What a backup lets others do, the same for one of this app and one that is imported. */
export abstract class PegasusBackupBase extends Construct implements IPegasusBackup {
  abstract readonly restoreStateMachine: IStateMachine;
  abstract readonly decisionStateMachine: IStateMachine;
  abstract readonly evidenceBucket: IBucket;
  /** @internal */
  protected abstract readonly _metrics: PairMetrics;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    warnOfBothRights(this);
  }

  grantStartRestore(grantee: IGrantable): Grant {
    grantFollow(grantee, this.restoreStateMachine);
    return this.restoreStateMachine.grantStartExecution(grantee);
  }

  grantDecide(grantee: IGrantable): Grant {
    grantFollow(grantee, this.restoreStateMachine, this.decisionStateMachine);
    this.evidenceBucket.grantRead(grantee, 'runs/*/losses.json');
    return this.decisionStateMachine.grantStartExecution(grantee);
  }

  grantReadReports(grantee: IGrantable): Grant {
    return this.evidenceBucket.grantRead(grantee, 'runs/*/report.*');
  }

  grantReadDataLoss(grantee: IGrantable): Grant {
    return this.evidenceBucket.grantRead(grantee, `${DATA_LOSS}*`);
  }

  metricRestoresFailed(props?: MetricOptions): Metric {
    return this.restoreStateMachine.metricFailed(props);
  }

  metricRestoresVerified(props?: MetricOptions): Metric {
    return this.restoreStateMachine.metricSucceeded(props);
  }

  metricReadiness(check: ReadinessMetric, props?: MetricOptions): Metric {
    return this._metrics.readiness(check, props);
  }

  metricRecoveryPointAge(props?: MetricOptions): Metric {
    return this._metrics.recoveryPointAge(props);
  }
}

/** One that another app has deployed. */
export class ImportedBackup extends PegasusBackupBase {
  readonly restoreStateMachine: IStateMachine;
  readonly decisionStateMachine: IStateMachine;
  readonly evidenceBucket: IBucket;
  protected readonly _metrics: PairMetrics;

  constructor(scope: Construct, id: string, attributes: PegasusBackupAttributes) {
    super(scope, id);
    const { restoreStateMachineArn, decisionStateMachineArn, evidenceBucketName, pair } = attributes;
    this.restoreStateMachine = StateMachine.fromStateMachineArn(this, 'Restore', restoreStateMachineArn);
    this.decisionStateMachine = StateMachine.fromStateMachineArn(this, 'Decisions', decisionStateMachineArn);
    this.evidenceBucket = Bucket.fromBucketName(this, 'Evidence', evidenceBucketName);
    this._metrics = new PairMetrics(this, pair);
  }
}
