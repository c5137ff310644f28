import { Duration } from 'aws-cdk-lib';
import { Alarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaHandler } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Handler } from '../handler/handler';
import { tellsTopic } from '../notifications/topic';
import { readsHistories } from './access';
import { reportStopped } from './report-stopped';
import type { RestoreResources } from './resources';

export interface StoppedRunReportProps extends RestoreResources {
  readonly stateMachine: StateMachine;
}

/** An execution that succeeded may have lost its report. */
const ENDS = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/**
 * Notifies when a restore ended badly, also in ways that no state can catch: stopped by hand, timed out, or broken in
 * the state machine itself. EventBridge notifies the topic, without code of ours in between; ReportStopped then tears
 * down what the state machine could not, and writes the report. An alarm is raised when that fails, too.
 */
export class StoppedRunReport extends Construct {
  readonly handler: LambdaHandler;

  constructor(scope: Construct, id: string, props: StoppedRunReportProps) {
    super(scope, id);
    const { function: handler } = new Handler(this, 'ReportStopped', reportStopped(props));
    this.handler = handler;
    readsHistories(props.stateMachine, handler);
    this.rule(
      props,
      'Rule',
      ['FAILED', 'TIMED_OUT', 'ABORTED'],
      'A restore failed, timed out or was stopped',
    ).addTarget(tellsTopic(props.notifications));
    this.rule(props, 'Ended', ENDS, 'A restore has ended: is it torn down and reported?').addTarget(
      new LambdaFunction(handler, { retryAttempts: 3 }),
    );
    const alarm = new Alarm(this, 'NotReported', {
      alarmDescription: `A restore of ${props.pair} was stopped, and could not be torn down and reported. What to do: docs/runbook.md#executionstopped`,
      metric: handler.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(props.notifications));
  }

  private rule({ stateMachine }: StoppedRunReportProps, id: string, status: readonly string[], description: string) {
    return new Rule(this, id, {
      description,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: [...status] },
      },
    });
  }
}
