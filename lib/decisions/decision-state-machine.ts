import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Fail, type IChainable, type StateMachine, Succeed, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { answerOf } from '../state-machine/answers';
import { jsonata, PAYLOAD_OF_REQUEST, REFUSAL } from '../state-machine/expressions';
import { makeStateMachine } from '../state-machine/state-machine';
import { retried, timeoutOf } from '../state-machine/step';

/** Retries included. */
const LIMIT = Duration.hours(1);

/** What the console shows beside the form that asks for an input. */
const COMMENT =
  'Approves a restore, or decides how one goes on that waits. Start with ' +
  '{"run": "name or ARN of the execution", "action": "retry", "reason": "the quota was raised"}; ' +
  'actions: approve, retry, next, accept-losses (with "losses", a list of keys), accept, abort; optional: "by", a name for the report.';

/** One decision: taken, or refused with a reason. Its executions are the record of who decided: CloudTrail knows who started them. */
export class DecisionStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { takeDecision }: { readonly takeDecision: LambdaFunction }) {
    super(scope, id);
    this.stateMachine = makeStateMachine(this, {
      comment: COMMENT,
      definition: this.definition(takeDecision),
      timeout: LIMIT,
      invokes: [takeDecision],
    });
  }

  private definition(takeDecision: LambdaFunction): IChainable {
    const taken = Succeed.jsonata(this, 'Taken');
    const refused = Fail.jsonata(this, 'Refused', {
      error: jsonata('$states.input.error'),
      cause: jsonata('$states.input.cause'),
    });
    return retried(
      LambdaInvoke.jsonata(this, 'TakeDecision', {
        lambdaFunction: takeDecision,
        payload: TaskInput.fromText(PAYLOAD_OF_REQUEST),
        outputs: jsonata(answerOf('decision', ['run', 'action', 'message'])),
        taskTimeout: timeoutOf(takeDecision),
        retryOnServiceExceptions: false,
      }),
    )
      .addCatch(refused, { outputs: REFUSAL })
      .next(taken);
  }
}
