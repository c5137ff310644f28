import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { explainWildcard } from '../handler/wildcards';
import { executionArn } from '../state-machine/execution-arn';

/**
 * The execution that holds a lock may have ended: PlanRestore describes it. A policy of its own, because one that the
 * function depends on would close a circle with the state machine.
 */
export function describesExecutions(stateMachine: StateMachine, planRestore: IFunction): void {
  const policy = new Policy(stateMachine, 'DescribeExecutions', {
    statements: [
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executionArn(stateMachine, ':*')] }),
    ],
  });
  planRestore.role?.attachInlinePolicy(policy);
  explainWildcard(
    policy,
    executionArn(stateMachine, ':*'),
    'the owner of the lock may be any execution of the state machine',
  );
}

/** The only function that may answer a restore that waits. A policy of its own, as above. */
export function answersRestores(stateMachine: StateMachine, takeDecision: IFunction): void {
  const policy = new Policy(stateMachine, 'AnswerRestores', {
    statements: [
      new PolicyStatement({
        actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
        resources: [stateMachine.stateMachineArn],
      }),
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
        resources: [executionArn(stateMachine, ':*')],
      }),
    ],
  });
  takeDecision.role?.attachInlinePolicy(policy);
  explainWildcard(policy, executionArn(stateMachine, ':*'), 'any execution of the state machine may be decided on');
}
