import { Duration, Validations } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { objectCopiesOf } from '../../domain/objects/object-copy-workflow';
import { warnOfCopyConsumers } from '../events/warn-of-consumers';
import { Handler } from '../handler/handler';
import type { DailyObjectCopies } from '../options/daily-object-copies';
import type { Retention } from '../options/retention';
import { SchedulesRole } from '../schedules/schedules-role';
import { ObjectCopyAlarms } from './alarms';
import { copyObjects } from './copy-objects';
import { planObjectCopy } from './plan-object-copy';
import { ObjectCopyStateMachine } from './state-machine';
import { verifyObjectCopy } from './verify-object-copy';

export interface ObjectCopiesProps {
  /** @default - none */
  readonly dailyObjectCopies?: DailyObjectCopies;
  readonly bucket: IBucket;
  readonly prefix: string;
  /** There may be no object to copy. */
  readonly allowEmpty: boolean;
  readonly retention: Retention;
  readonly evidence: Bucket;
  readonly notifications: ITopic;
  /** ARNs. */
  readonly wantedEventConsumers: readonly string[];
  readonly maxConcurrency: number;
}

/** What a lifecycle rule has let go can still be brought back for so long, where the bucket keeps versions. */
const SECOND_THOUGHTS = Duration.days(7);

/** The runbook's dated copies of the protected prefix, every day, kept as long as they are of use. */
export class ObjectCopies extends Construct {
  /** Undefined where there are no daily object copies. */
  readonly stateMachine?: StateMachine;

  constructor(scope: Construct, id: string, props: ObjectCopiesProps) {
    super(scope, id);
    const { bucket, prefix, allowEmpty, evidence, dailyObjectCopies: copies, notifications } = props;
    if (copies === undefined) return;
    if (copies.bucket.bucketName === bucket.bucketName) {
      throw new Error(
        `The daily object copies would go to the protected bucket ${bucket.node.path} itself, and be lost with it: give \`dailyObjectCopies\` another bucket.`,
      );
    }
    const resources = { bucket, prefix, objectCopyBucket: copies.bucket, evidence };
    const { stateMachine } = new ObjectCopyStateMachine(this, 'StateMachine', {
      planObjectCopy: new Handler(this, 'PlanObjectCopy', planObjectCopy({ ...resources, allowEmpty })).function,
      copyObjects: new Handler(this, 'CopyObjects', copyObjects(resources)).function,
      verifyObjectCopy: new Handler(this, 'VerifyObjectCopy', verifyObjectCopy(resources)).function,
      evidence,
      maxConcurrency: props.maxConcurrency,
    });
    this.stateMachine = stateMachine;
    this.letGo(copies, props);
    const { wantedEventConsumers } = props;
    warnOfCopyConsumers(this, { bucket: copies.bucket, prefix: objectCopiesOf(prefix), wantedEventConsumers });
    this.schedule(stateMachine, copies.hour);
    new ObjectCopyAlarms(this, 'Alarms', { stateMachine, notifications });
  }

  /** Object copies go by age, and what was noted down about them with them. */
  private letGo(copies: DailyObjectCopies, { prefix, retention, evidence }: ObjectCopiesProps): void {
    const keep = copies.keep ?? retention.objectHistory;
    const rule = { expiration: keep, noncurrentVersionExpiration: SECOND_THOUGHTS };
    evidence.addLifecycleRule({ ...rule, prefix: 'object-copies/' });
    if (copies.bucket instanceof Bucket) {
      const name = prefix.replace(/[^A-Za-z0-9]+/g, '-');
      copies.bucket.addLifecycleRule({
        ...rule,
        id: `pegasus-backup-object-copies-${name}`,
        prefix: objectCopiesOf(prefix),
        abortIncompleteMultipartUploadAfter: SECOND_THOUGHTS,
      });
      return;
    }
    Validations.of(this).addWarning(
      'pegasus-backup:imported-object-copy-bucket',
      `The bucket of the daily object copies, ${copies.bucket.node.path}, is imported and not changed: it needs a lifecycle rule that expires '${objectCopiesOf(prefix)}' after ${keep.toDays()} days. Acknowledge this warning when it has one.`,
    );
  }

  private schedule(stateMachine: StateMachine, hour: number): void {
    new Schedule(this, 'EveryDay', {
      description: 'Copies the protected prefix to a dated prefix',
      schedule: ScheduleExpression.cron({ hour: String(hour), minute: '0' }),
      target: new StepFunctionsStartExecution(stateMachine, {
        role: SchedulesRole.of(this),
        retryAttempts: 3,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}
