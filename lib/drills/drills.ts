import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ContextAttribute, Schedule, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Universal } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RestoreRequest } from '../../domain/workflow/workflow';
import type { DrillSchedule } from '../options/drill-schedule';
import { SchedulesRole } from '../schedules/schedules-role';

/** No target time: the state machine chooses the latest possible one. */
const REQUEST: RestoreRequest = { mode: 'drill', reason: 'drill by schedule', requestedBy: 'the schedule of drills' };

export interface DrillsProps {
  readonly stateMachine: StateMachine;
  readonly schedule: DrillSchedule;
}

/**
 * Starts drills by schedule. The execution is named after the schedule's own, so that a start that EventBridge
 * delivers twice is one drill.
 */
export class Drills extends Construct {
  constructor(scope: Construct, id: string, { stateMachine, schedule }: DrillsProps) {
    super(scope, id);
    if (schedule.schedule === undefined) return;
    new Schedule(this, 'Schedule', {
      description: 'Starts a drill: the whole restore, isolated from production and torn down again',
      schedule: schedule.schedule,
      target: new Universal({
        service: 'sfn',
        action: 'startExecution',
        role: SchedulesRole.of(this),
        input: ScheduleTargetInput.fromObject({
          StateMachineArn: stateMachine.stateMachineArn,
          Name: `drill-${ContextAttribute.executionId}`,
          Input: JSON.stringify(REQUEST),
        }),
        policyStatements: [
          new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] }),
        ],
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}
