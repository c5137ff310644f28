import { Duration, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { snapshotsOf } from '../../domain/objects/object-copy-workflow';
import { Handler } from '../handler/handler';
import type { DailySnapshots } from '../options/daily-object-copies';
import type { Retention } from '../options/retention';
import { SnapshotAlarms } from './alarms';
import { copySnapshot } from './copy-snapshot';
import { planSnapshot } from './plan-snapshot';
import { SnapshotStateMachine } from './state-machine';
import { verifySnapshot } from './verify-snapshot';

export interface DailyObjectSnapshotsProps {
  /** @default - none */
  readonly dailySnapshots?: DailySnapshots;
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly retention: Retention;
  readonly evidence: Bucket;
  readonly notifications: ITopic;
}

/** What a lifecycle rule has let go can still be brought back for so long, where the bucket keeps versions. */
const SECOND_THOUGHTS = Duration.days(7);

/** The runbook's dated copies of the protected prefix, every day, kept as long as they are of use. */
export class DailyObjectSnapshots extends Construct {
  /** Undefined where there are no daily snapshots. */
  readonly stateMachine?: StateMachine;

  constructor(scope: Construct, id: string, props: DailyObjectSnapshotsProps) {
    super(scope, id);
    const { bucket, prefix, evidence, dailySnapshots: snapshots, notifications } = props;
    if (snapshots === undefined) return;
    if (snapshots.bucket.bucketName === bucket.bucketName) {
      throw new Error(
        `The daily snapshots would go to the protected bucket ${bucket.node.path} itself, and be lost with it: give \`dailySnapshots\` another bucket.`,
      );
    }
    const resources = { bucket, prefix, snapshotBucket: snapshots.bucket, evidence };
    const { stateMachine } = new SnapshotStateMachine(this, 'Snapshot', {
      planSnapshot: new Handler(this, 'PlanSnapshot', planSnapshot(resources)).function,
      copySnapshot: new Handler(this, 'CopySnapshot', copySnapshot(resources)).function,
      verifySnapshot: new Handler(this, 'VerifySnapshot', verifySnapshot(resources)).function,
      evidence,
    });
    this.stateMachine = stateMachine;
    this.letGo(snapshots, props);
    this.schedule(stateMachine, snapshots.hour);
    new SnapshotAlarms(this, 'Alarms', { stateMachine, notifications });
  }

  /** Snapshots go by age, and what was noted down about them with them. */
  private letGo(snapshots: DailySnapshots, { prefix, retention, evidence }: DailyObjectSnapshotsProps): void {
    const keep = snapshots.keep ?? retention.objectHistory;
    const rule = { expiration: keep, noncurrentVersionExpiration: SECOND_THOUGHTS };
    evidence.addLifecycleRule({ ...rule, prefix: 'snapshots/' });
    if (snapshots.bucket instanceof Bucket) {
      const name = prefix.replace(/[^A-Za-z0-9]+/g, '-');
      snapshots.bucket.addLifecycleRule({
        ...rule,
        id: `pegasus-backup-snapshots-${name}`,
        prefix: snapshotsOf(prefix),
        abortIncompleteMultipartUploadAfter: SECOND_THOUGHTS,
      });
      return;
    }
    Validations.of(this).addWarning(
      'pegasus-backup:imported-snapshot-bucket',
      `The bucket of the daily snapshots, ${snapshots.bucket.node.path}, is imported and not changed: it needs a lifecycle rule that expires '${snapshotsOf(prefix)}' after ${keep.toDays()} days. Acknowledge this warning when it has one.`,
    );
  }

  private schedule(stateMachine: StateMachine, hour: number): void {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
      description: 'Starts the daily snapshot of the objects',
    });
    new Schedule(this, 'EveryDay', {
      description: 'Copies the protected prefix to a dated prefix',
      schedule: ScheduleExpression.cron({ hour: String(hour), minute: '0' }),
      target: new StepFunctionsStartExecution(stateMachine, {
        role,
        retryAttempts: 3,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}
