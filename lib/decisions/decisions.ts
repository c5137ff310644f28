import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Handler } from '../handler/handler';
import { answersRestores } from '../restore/access';
import { DecisionStateMachine } from './decision-state-machine';
import { takeDecision } from './take-decision';

/** Who may start its state machine may approve restores and decide on them: a right of its own in IAM. */
export class Decisions extends Construct {
  readonly stateMachine: StateMachine;
  private readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { evidence }: { readonly evidence: IBucket }) {
    super(scope, id);
    this.handler = new Handler(this, 'TakeDecision', takeDecision(evidence)).function;
    const { stateMachine } = new DecisionStateMachine(this, 'Decide', { takeDecision: this.handler });
    this.stateMachine = stateMachine;
  }

  /** The plan of a restore names this state machine, so the restore's is made after it. */
  answer(restores: StateMachine): void {
    answersRestores(restores, this.handler);
  }
}
