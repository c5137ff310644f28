import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** Six hours, five times: a day, and time for the object copy itself. */
const LOOK = Duration.hours(6);
const LOOKS = 5;

export interface ObjectCopyAlarmsProps {
  readonly stateMachine: StateMachine;
  readonly notifications: ITopic;
}

/** Alarms for a failed daily object copy, and for a newest verified one that is too old: its schedule may be gone. */
export class ObjectCopyAlarms extends Construct {
  constructor(scope: Construct, id: string, { stateMachine, notifications }: ObjectCopyAlarmsProps) {
    super(scope, id);
    const { path } = this.node;
    const alarms = [
      new Alarm(this, 'ObjectCopyFailed', {
        alarmDescription: description('ObjectCopyFailed', `a daily copy of the objects failed (${path})`),
        metric: new MathExpression({
          expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
          label: 'object copies that failed',
          period: Duration.minutes(5),
          usingMetrics: {
            failed: stateMachine.metricFailed({ statistic: Stats.SUM }),
            timedOut: stateMachine.metricTimedOut({ statistic: Stats.SUM }),
            aborted: stateMachine.metricAborted({ statistic: Stats.SUM }),
          },
        }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
      new Alarm(this, 'ObjectCopyTooOld', {
        alarmDescription: description(
          'ObjectCopyTooOld',
          `no daily copy of the objects was verified for 30 hours (${path})`,
        ),
        metric: stateMachine.metricSucceeded({ statistic: Stats.SUM, period: LOOK }),
        threshold: 1,
        evaluationPeriods: LOOKS,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    ];
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(notifications));
      alarm.addOkAction(new SnsAction(notifications));
    }
  }
}

const description = (name: string, what: string): string =>
  `${name}: ${what}. What to do: docs/runbook.md#${name.toLowerCase()}`;
