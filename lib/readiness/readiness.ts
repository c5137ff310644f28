import { Duration, Lazy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { READINESS } from '../../domain/readiness/readiness';
import { Handler } from '../handler/handler';
import { NotificationAlarm } from '../notifications/notification-alarm';
import { admitAlarms } from '../notifications/topic';
import { neededEndpoints } from '../restore/network-warnings';
import { SchedulesRole } from '../schedules/schedules-role';
import { type PairMetrics, READINESS_INTERVAL } from './pair-metrics';
import { ReadinessAlarms } from './readiness-alarms';
import { ReadinessDashboard } from './readiness-dashboard';
import { type ReadinessResources, watchReadiness } from './watch-readiness';

export interface ReadinessProps extends Omit<ReadinessResources, 'calledServices'> {
  readonly metrics: PairMetrics;
}

/**
 * Could both stores be restored now? Checked every 15 minutes; one metric for each check, and alarms that name what to
 * fix. A watch that does not run raises them all.
 */
export class Readiness extends Construct {
  constructor(scope: Construct, id: string, { metrics, ...resources }: ReadinessProps) {
    super(scope, id);
    const { notifications } = resources;
    const calledServices = Lazy.string({ produce: () => JSON.stringify(neededEndpoints(scope)) });
    const handler = new Handler(this, 'WatchReadiness', watchReadiness({ ...resources, calledServices }));
    this.schedule(handler);
    admitAlarms(notifications);
    const { all: alarms } = new ReadinessAlarms(this, 'Alarms', { notifications, metrics });
    const leftBehind = new Alarm(this, 'OldDatabaseInUse', {
      alarmDescription: `Clients still use the database that a restore of ${metrics.pair} has replaced. What to do: docs/runbook.md#olddatabaseinuse`,
      metric: metrics.oldDatabaseUse(),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      // Only a restore says anything.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    leftBehind.addAlarmAction(new SnsAction(notifications));
    const notTold = new NotificationAlarm(this, 'NotificationsFailed', { notifications, metrics });
    new ReadinessDashboard(this, 'Dashboard', {
      alarms: [...alarms, leftBehind, notTold],
      readiness: READINESS.map((check) => metrics.readiness(check)),
      recoveryPointAge: metrics.recoveryPointAge(),
      restores: metrics.restores(),
    });
  }

  private schedule(handler: Handler<object>): void {
    const role = SchedulesRole.toInvoke(handler.function);
    new Schedule(this, 'Schedule', {
      description: 'Asks whether both stores could be restored',
      schedule: ScheduleExpression.rate(READINESS_INTERVAL),
      target: new LambdaInvoke(handler.function, { role, retryAttempts: 1, maxEventAge: Duration.minutes(5) }),
    });
  }
}
