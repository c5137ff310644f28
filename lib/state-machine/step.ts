import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { IntegrationPattern, JitterType, TaskInput, type TaskStateBase, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { ErrorName, KILLED_ERRORS, SERVICE_ERRORS, THROTTLED_ERRORS } from '../../domain/workflow/errors';
import type { StepName, Workflow } from '../../domain/workflow/workflow';
import { LONGEST } from '../handler/handler';
import { ANSWERS, answerOf } from './answers';
import { adds, PAYLOAD, PAYLOAD_WITH_TOKEN } from './expressions';

/** Past the function's own limit, so that its error arrives and not ours. */
const GRACE = Duration.minutes(1);

/** A step of the runbook: a task that invokes the handler of the same name and adds one field to the workflow. */
export function step(scope: Construct, name: StepName, handler: LambdaFunction, field: keyof Workflow): LambdaInvoke {
  return stepOf<Workflow>(scope, name, handler, field, ANSWERS[field]);
}

/**
 * The same in a workflow of its own.
 * @param needed what an answer must have, beside being an object
 */
export function stepOf<Flow>(
  scope: Construct,
  name: string,
  handler: LambdaFunction,
  field: keyof Flow & string,
  needed: readonly string[] = [],
): LambdaInvoke {
  return retried(
    LambdaInvoke.jsonata(scope, name, {
      lambdaFunction: handler,
      payload: TaskInput.fromText(PAYLOAD),
      outputs: adds(field, answerOf(field, needed)),
      taskTimeout: timeoutOf(handler),
      retryOnServiceExceptions: false,
    }),
  );
}

/** A step that ends when its token comes back with the field as output. */
export function waitingStep(
  scope: Construct,
  name: StepName,
  handler: LambdaFunction,
  field: keyof Workflow,
  patience: Duration,
): LambdaInvoke {
  return retried(
    LambdaInvoke.jsonata(scope, name, {
      lambdaFunction: handler,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromText(PAYLOAD_WITH_TOKEN),
      outputs: adds(field, '$states.result'),
      taskTimeout: Timeout.duration(patience),
      retryOnServiceExceptions: false,
    }),
  );
}

/** Tries again what may pass by itself: never refused access, wrong parameters or lost keys. */
export function retried<Task extends TaskStateBase>(task: Task): Task {
  const jitterStrategy = JitterType.FULL;
  const maxDelay = Duration.minutes(1);
  const soon = { interval: Duration.seconds(2), maxDelay, jitterStrategy };
  // About two hours: what keeps the place now may be another part, which takes a quarter of an hour.
  task.addRetry({ errors: THROTTLED_ERRORS, maxAttempts: 240, ...soon });
  task.addRetry({ errors: SERVICE_ERRORS, maxAttempts: 12, ...soon });
  task.addRetry({
    errors: [ErrorName.RETRYABLE],
    interval: Duration.seconds(5),
    maxAttempts: 12,
    maxDelay,
    jitterStrategy,
  });
  task.addRetry({ errors: KILLED_ERRORS, interval: Duration.seconds(5), maxAttempts: 2, jitterStrategy });
  return task;
}

/** Every handler has a limit; a task without one would wait for ever. */
export const timeoutOf = (handler: LambdaFunction): Timeout =>
  Timeout.duration((handler.timeout ?? LONGEST).plus(GRACE));
