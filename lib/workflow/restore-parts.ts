import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DistributedMap,
  type IChainable,
  type INextable,
  Pass,
  S3ObjectsItemReader,
  type State,
  StateMachineType,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { ErrorName } from '../../domain/errors';
import { adds, jsonata, PAYLOAD } from './expressions';
import { retried, timeoutOf } from './step';

/**
 * Children at once. Each copies with some dozens of requests under way; S3 carries 3,500 writes a second on one prefix
 * and only gets there gradually.
 */
const CONCURRENCY = 20;

/** The step RestoreObjects: one child for each part of the actions, then one question: is every key back? */
export function restoreParts(scope: Construct, handler: LambdaFunction, evidence: IBucket): DistributedMap {
  const part = LambdaInvoke.jsonata(scope, 'RestoreObjectsPart', {
    lambdaFunction: handler,
    payload: TaskInput.fromText(PAYLOAD),
    outputs: jsonata('$states.result.Payload'),
    taskTimeout: timeoutOf(handler),
    retryOnServiceExceptions: false,
  });
  return DistributedMap.jsonata(scope, 'RestoreObjects', {
    itemReader: new S3ObjectsItemReader({
      bucket: evidence,
      prefix: jsonata('$states.input.objectPlan.actions.prefix'),
    }),
    itemSelector: {
      plan: jsonata('$states.input.plan'),
      attempt: jsonata('$states.input.attempt'),
      objectPlan: jsonata('$states.input.objectPlan'),
      part: jsonata('$states.context.Map.Item.Value'),
    },
    mapExecutionType: StateMachineType.STANDARD,
    maxConcurrency: CONCURRENCY,
    outputs: adds('objectsRestored', "{'parts': $count($states.result), 'failed': $sum($states.result)}"),
  }).itemProcessor(retried(part));
}

/** Keys that could not be brought back do not stop the others; they fail the step when all parts are done. */
export function everyKeyRestored(scope: Construct, yes: IChainable, no: State & INextable): Choice {
  const failure = `{'step': 'RestoreObjects', 'error': '${ErrorName.OBJECTS_NOT_RESTORED}', 'cause': $string($states.input.objectsRestored.failed) & ' of ' & $string($states.input.objectPlan.copy + $states.input.objectPlan.mark) & ' keys could not be brought back: see s3://' & $states.input.objectPlan.results.bucket & '/' & $states.input.objectPlan.results.prefix}`;
  const failed = Pass.jsonata(scope, 'SomeKeysNotRestored', { outputs: adds('failure', failure) });
  failed.next(no);
  return Choice.jsonata(scope, 'EveryKeyRestored')
    .when(Condition.jsonata(jsonata('$states.input.objectsRestored.failed > 0')), failed)
    .otherwise(yes);
}
