import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

export interface DeadManProps {
  readonly stateMachine: IStateMachine;
  readonly notifications: ITopic;
}

/**
 * Tells when a restore ended badly in a way that no state can catch: stopped by hand, timed out, or broken in the machine
 * itself. Traffic may still be frozen then.
 */
export class DeadMan extends Construct {
  constructor(scope: Construct, id: string, { stateMachine, notifications }: DeadManProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'A restore failed, timed out or was stopped: traffic may still be frozen',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new SnsTopic(notifications)],
    });
  }
}
