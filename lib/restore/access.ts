import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { STEPS } from '../../domain/workflow/workflow';
import { explainWildcard } from '../handler/wildcards';
import type { RestoreHandlers } from './restore-handlers';

/** What the role of the state machine gets from CDK, and why each wildcard in it is right. */
export function explainStateMachineWildcards(stateMachine: StateMachine, handlers: RestoreHandlers): void {
  explainWildcard(stateMachine.role, '*', 'the actions of X-Ray and of log delivery know no resources');
  for (const name of STEPS) {
    explainWildcard(
      stateMachine.role,
      `${handlers.of(name).functionArn}:*`,
      'a task may invoke any version of its handler',
    );
  }
  for (const executions of [executionArn(stateMachine, ':*'), executionArn(stateMachine, '/*:*')]) {
    explainWildcard(stateMachine, executions, 'children of the Distributed Map get their names when they start');
  }
}

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

/** @param suffix `:*` for every execution, `/*:*` for the children of its map */
export const executionArn = (stateMachine: StateMachine, suffix: string): string =>
  Stack.of(stateMachine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${Fn.select(6, Fn.split(':', stateMachine.stateMachineArn))}${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
