import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RENEWAL_DAYS } from '../../domain/objects/lock-renewal';
import { Handler } from '../handler/handler';
import { SchedulesRole } from '../schedules/schedules-role';
import { type LockedBucket, renewLocks } from './renew-locks';
import { LockRenewalStateMachine } from './state-machine';

export interface ObjectLocksProps extends LockedBucket {
  /** @default - no topic: the alarm only shows */
  readonly notifications?: ITopic;
}

/**
 * Object Lock counts from the write, so that an object which lives longer than its lock could be deleted: the locks of a
 * copy are renewed while their objects are current. Where the bucket is, and by a role of that account.
 */
export class ObjectLocks extends Construct {
  constructor(scope: Construct, id: string, { notifications, ...copy }: ObjectLocksProps) {
    super(scope, id);
    const handler = new Handler(this, 'RenewLocks', renewLocks(copy));
    const { stateMachine } = new LockRenewalStateMachine(this, 'Renewal', handler.function);
    new Schedule(this, 'Schedule', {
      description: 'Renews the locks of the copied objects',
      schedule: ScheduleExpression.rate(Duration.days(RENEWAL_DAYS)),
      target: new StepFunctionsStartExecution(stateMachine, {
        role: SchedulesRole.of(this),
        retryAttempts: 3,
        maxEventAge: Duration.hours(6),
      }),
    });
    this.alarm(stateMachine, notifications);
  }

  /** Also when its schedule is gone. */
  private alarm(stateMachine: StateMachine, notifications: ITopic | undefined): void {
    const alarm = new Alarm(this, 'LocksNotRenewed', {
      alarmDescription: `LocksNotRenewed: the locks of the copied objects were not renewed for a week, and will end (${this.node.path}). What to do: docs/runbook.md#locksnotrenewed`,
      metric: stateMachine.metricSucceeded({ statistic: Stats.SUM, period: Duration.days(1) }),
      threshold: 1,
      evaluationPeriods: 7,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
    if (notifications === undefined) return;
    alarm.addAlarmAction(new SnsAction(notifications));
    alarm.addOkAction(new SnsAction(notifications));
  }
}
