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

/** Of each part there is the number of keys that failed, or the name of the error that broke it. */
const RESTORED = `{'parts': $count($states.result), 'failed': $sum($append(0, $states.result[$type($) = 'number'])), 'broken': [$distinct($states.result[$type($) = 'string'])]}`;

const DONE = '$states.input.objectsRestored';

/** A broken part comes first: a writer that escaped the freeze (FreezeEscaped) must be seen before single keys are. */
const NOT_RESTORED = `(
  $plan := $states.input.objectPlan;
  $where := 's3://' & $plan.results.bucket & '/' & $plan.results.prefix;
  $error := ${DONE}.broken[0];
  $exists($error)
    ? {'step': 'RestoreObjects', 'error': $error, 'cause': 'parts of the objects ended with ' & $join(${DONE}.broken, ', ') & ': the ledger has their causes, ' & $where & ' what was done'}
    : {'step': 'RestoreObjects', 'error': '${ErrorName.OBJECTS_NOT_RESTORED}', 'cause': $string(${DONE}.failed) & ' of ' & $string($plan.copy + $plan.mark) & ' keys could not be brought back: see ' & $where}
)`.replace(/\n\s*/g, ' ');

/** The step RestoreObjects: one child for each part of the actions, then one question: is every key back? */
export function restoreParts(scope: Construct, handler: LambdaFunction, evidence: IBucket): DistributedMap {
  const part = LambdaInvoke.jsonata(scope, 'RestoreObjectsPart', {
    lambdaFunction: handler,
    payload: TaskInput.fromText(PAYLOAD),
    outputs: jsonata('$states.result.Payload'),
    taskTimeout: timeoutOf(handler),
    retryOnServiceExceptions: false,
  });
  // A part that breaks does not stop the others, and its error keeps its name, which the map would replace by its own.
  part.addCatch(Pass.jsonata(scope, 'RestoreObjectsPartBroken'), { outputs: jsonata('$states.errorOutput.Error') });
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
    outputs: adds('objectsRestored', RESTORED),
  }).itemProcessor(retried(part));
}

/** Keys that could not be brought back do not stop the others; they fail the step when all parts are done. */
export function everyKeyRestored(scope: Construct, yes: IChainable, no: State & INextable): Choice {
  const failed = Pass.jsonata(scope, 'SomeKeysNotRestored', { outputs: adds('failure', NOT_RESTORED) });
  failed.next(no);
  return Choice.jsonata(scope, 'EveryKeyRestored')
    .when(Condition.jsonata(jsonata(`$exists(${DONE}.broken[0]) or ${DONE}.failed > 0`)), failed)
    .otherwise(yes);
}
