import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { explainWildcard } from '../handler/wildcards';
import { executionArn } from '../state-machine/execution-arn';

/** The execution that holds a lock may have ended: PlanRestore describes it. */
export function describesExecutions(stateMachine: StateMachine, planRestore: IFunction): void {
  allow(planRestore, stateMachine, 'DescribeExecutions', {
    ofAny: ['states:DescribeExecution'],
    reason: 'the owner of the lock may be any execution of the state machine',
  });
}

/** How far an execution got that has ended outside every catch. */
export function readsHistories(stateMachine: StateMachine, reportStopped: IFunction): void {
  allow(reportStopped, stateMachine, 'ReadHistories', {
    ofAny: ['states:GetExecutionHistory'],
    reason: 'any execution of the state machine may be stopped',
  });
}

/** The only function that may answer a restore that waits. */
export function answersRestores(stateMachine: StateMachine, takeDecision: IFunction): void {
  allow(takeDecision, stateMachine, 'AnswerRestores', {
    ofIt: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
    ofAny: ['states:DescribeExecution', 'states:GetExecutionHistory'],
    reason: 'any execution of the state machine may be decided on',
  });
}

interface Access {
  /** Actions on the state machine. */
  readonly ofIt?: readonly string[];
  /** Actions on any of its executions. */
  readonly ofAny: readonly string[];
  readonly reason: string;
}

/** A policy of its own: one that the function depends on would close a circle with the state machine. */
function allow(handler: IFunction, stateMachine: StateMachine, id: string, { ofIt, ofAny, reason }: Access): void {
  const executions = executionArn(stateMachine, ':*');
  const policy = new Policy(stateMachine, id, {
    statements: [
      ...(ofIt ? [new PolicyStatement({ actions: [...ofIt], resources: [stateMachine.stateMachineArn] })] : []),
      new PolicyStatement({ actions: [...ofAny], resources: [executions] }),
    ],
  });
  handler.role?.attachInlinePolicy(policy);
  explainWildcard(policy, executions, reason);
}
