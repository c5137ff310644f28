import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { executionArn } from './execution-arn';

/**
 * To find the executions of these state machines and follow them, by the command line or the console. Not `grantRead` of
 * CDK: it names ListStateMachines on one state machine, which IAM never matches, and reads those of others.
 */
export function grantFollow(grantee: IGrantable, ...stateMachines: readonly IStateMachine[]): void {
  const onThem = (actions: string[], resourceArns: string[]) =>
    Grant.addToPrincipal({ grantee, actions, resourceArns });
  onThem(
    ['states:DescribeStateMachine', 'states:ListExecutions'],
    stateMachines.map(({ stateMachineArn }) => stateMachineArn),
  );
  onThem(
    ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'],
    stateMachines.map((one) => executionArn(one, ':*')),
  );
  // The page of the console from which one of them is opened; no list can be about one.
  onThem(['states:ListStateMachines'], ['*']);
}
