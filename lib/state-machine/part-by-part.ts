import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DistributedMap, Pass, S3ObjectsItemReader, StateMachineType, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FAILED_KEYS } from './answers';
import { adds, filtered, jsonata, PAYLOAD } from './expressions';
import { retried, timeoutOf } from './step';

const ofType = (type: string) => filtered('$states.result', `= '${type}'`, '$type($one)');
/** Of each part there is the number of keys that failed, or the name of the error that broke it. */
const SUM = `{'parts': $count([$states.result]), 'failed': $sum($append([0], ${ofType('number')})), 'broken': [$distinct(${ofType('string')})]}`;

export interface PartByPart {
  /** Carries out one part, and returns how many of its keys failed. */
  readonly handler: LambdaFunction;
  readonly evidence: IBucket;
  /** Path of the workflow's location that holds the parts, and nothing else. */
  readonly actions: string;
  /** Children at once. */
  readonly maxConcurrency: number;
  /** Fields of the workflow that a child is given, beside its `part`. */
  readonly passes: readonly string[];
  /** Those that may not be there; a child is given null instead. @default - none */
  readonly mayPass?: readonly string[];
  /** The field that gets the sum: parts, failed keys, names of the errors that broke a part. */
  readonly adds: string;
}

/** Of a plan without actions: it is not documented what a Distributed Map over no object does. */
export const NO_PARTS = "{'parts': 0, 'failed': 0, 'broken': []}";

/** A Distributed Map over action parts that were planned before. */
export function partByPart(scope: Construct, name: string, definition: PartByPart): DistributedMap {
  const { handler, evidence, actions, maxConcurrency, passes, mayPass = [] } = definition;
  const given = (field: string) => `$states.input.${field}`;
  const part = LambdaInvoke.jsonata(scope, `${name}Part`, {
    lambdaFunction: handler,
    payload: TaskInput.fromText(PAYLOAD),
    outputs: jsonata(FAILED_KEYS),
    taskTimeout: timeoutOf(handler),
    retryOnServiceExceptions: false,
  });
  // A part that breaks does not stop the others, and its error keeps its name, which the map would replace by its own.
  part.addCatch(Pass.jsonata(scope, `${name}PartBroken`), { outputs: jsonata('$states.errorOutput.Error') });
  return DistributedMap.jsonata(scope, name, {
    itemReader: new S3ObjectsItemReader({ bucket: evidence, prefix: jsonata(`$states.input.${actions}.prefix`) }),
    itemSelector: {
      ...Object.fromEntries(passes.map((field) => [field, jsonata(given(field))])),
      ...Object.fromEntries(
        mayPass.map((field) => [field, jsonata(`$exists(${given(field)}) ? ${given(field)} : null`)]),
      ),
      part: jsonata('$states.context.Map.Item.Value'),
    },
    mapExecutionType: StateMachineType.STANDARD,
    maxConcurrency,
    outputs: adds(definition.adds, SUM),
  }).itemProcessor(retried(part));
}
