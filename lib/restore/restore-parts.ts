import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  type DistributedMap,
  type IChainable,
  type INextable,
  Pass,
  type State,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ErrorName } from '../../domain/workflow/errors';
import { adds, jsonata } from '../state-machine/expressions';
import { NO_PARTS, partByPart } from '../state-machine/part-by-part';

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
export function restoreParts(
  scope: Construct,
  definition: { readonly handler: LambdaFunction; readonly evidence: IBucket; readonly maxConcurrency: number },
): DistributedMap {
  return partByPart(scope, 'RestoreObjects', {
    ...definition,
    actions: 'objectPlan.actions',
    passes: ['plan', 'execution', 'attempt', 'objectPlan', 'proof'],
    mayPass: ['acceptedLosses'],
    adds: 'objectsRestored',
  });
}

/** Rows may have added an action. Equality: of what is no number it is false, and no error that a choice cannot catch. */
const RESOLVED = '$states.input.proof.resolved';
const NOTHING = `$states.input.objectPlan.copy = 0 and $states.input.objectPlan.mark = 0 and ($not($exists(${RESOLVED})) or ${RESOLVED} = 0)`;

/** Where neither the plan nor the proof has an action, there is no part. */
export function ifAnyToRestore(scope: Construct, parts: IChainable, done: IChainable): Choice {
  const none = Pass.jsonata(scope, 'NoKeyToRestore', { outputs: adds('objectsRestored', NO_PARTS) });
  return Choice.jsonata(scope, 'AnyKeyToRestore')
    .when(Condition.jsonata(jsonata(NOTHING)), none.next(done))
    .otherwise(parts);
}

/** Keys that could not be brought back do not stop the others; they fail the step when all parts are done. */
export function everyKeyRestored(scope: Construct, yes: IChainable, no: State & INextable): Choice {
  const failed = Pass.jsonata(scope, 'SomeKeysNotRestored', { outputs: adds('failure', NOT_RESTORED) });
  failed.next(no);
  return Choice.jsonata(scope, 'EveryKeyRestored')
    .when(Condition.jsonata(jsonata(`$exists(${DONE}.broken[0]) or ${DONE}.failed > 0`)), failed)
    .otherwise(yes);
}
