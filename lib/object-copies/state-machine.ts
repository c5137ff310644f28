import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  type StateMachine,
  Succeed,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ObjectCopyWorkflow } from '../../domain/objects/object-copy-workflow';
import { ErrorName } from '../../domain/workflow/errors';
import { adds, BEGIN_UNATTENDED, FAILED_STEP, FAILURE, jsonata } from '../state-machine/expressions';
import { NO_PARTS, partByPart } from '../state-machine/part-by-part';
import { makeStateMachine } from '../state-machine/state-machine';
import { stepOf } from '../state-machine/step';

/** The next one begins after a day. */
const LIMIT = Duration.hours(23);

const COPIED = '$states.input.copied';
const FAILED = {
  error: ErrorName.OBJECT_COPY_INCOMPLETE,
  cause: jsonata(
    `'CopyObjects: ' & ($exists(${COPIED}.broken[0]) ? 'parts ended with ' & $join(${COPIED}.broken, ', ') : $string(${COPIED}.failed) & ' of ' & $string($states.input.objectCopy.copy) & ' objects could not be copied') & ': see s3://' & $states.input.objectCopy.results.bucket & '/' & $states.input.objectCopy.results.prefix`,
  ),
};

export interface ObjectCopyStateMachineProps {
  readonly planObjectCopy: LambdaFunction;
  readonly copyObjects: LambdaFunction;
  readonly verifyObjectCopy: LambdaFunction;
  readonly evidence: IBucket;
  /** Parts that are copied at once. */
  readonly maxConcurrency: number;
}

/** The daily object copy at any size: planned in parts, copied part by part, listed again, noted down. */
export class ObjectCopyStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: ObjectCopyStateMachineProps) {
    super(scope, id);
    this.stateMachine = makeStateMachine(this, {
      comment:
        'Copies the protected prefix to a prefix with the date of today. Needs no input; started again it continues.',
      definition: this.definition(props),
      timeout: LIMIT,
      invokes: [props.planObjectCopy, props.copyObjects, props.verifyObjectCopy],
      hasDistributedMap: true,
    });
  }

  private definition({
    planObjectCopy,
    copyObjects,
    verifyObjectCopy,
    evidence,
    maxConcurrency,
  }: ObjectCopyStateMachineProps): IChainable {
    const failed = Fail.jsonata(this, 'ObjectCopyFailed', FAILED_STEP);
    const step = (name: string, handler: LambdaFunction, field: keyof ObjectCopyWorkflow) =>
      stepOf<ObjectCopyWorkflow>(this, name, handler, field).addCatch(failed, { outputs: FAILURE });

    const verify = step('VerifyObjectCopy', verifyObjectCopy, 'verified');
    verify.next(this.when('EveryObjectVerified', '$states.input.verified.complete', this.taken(), verify));

    const incomplete = Fail.jsonata(this, 'SomeObjectsNotCopied', FAILED);
    const copy = partByPart(this, 'CopyObjects', {
      handler: copyObjects,
      evidence,
      maxConcurrency,
      actions: 'objectCopy.actions',
      passes: ['objectCopy'],
      adds: 'copied',
    });
    copy.addCatch(failed, { outputs: FAILURE });
    copy.next(
      this.when('EveryObjectCopied', `$exists(${COPIED}.broken[0]) or ${COPIED}.failed > 0`, incomplete, verify),
    );

    const plan = step('PlanObjectCopy', planObjectCopy, 'objectCopy');
    const none = Pass.jsonata(this, 'NoObjectToCopy', { outputs: adds('copied', NO_PARTS) });
    const anyObject = this.when('AnyObjectToCopy', '$states.input.objectCopy.copy = 0', none.next(verify), copy);
    plan.next(this.when('EveryObjectPlanned', '$states.input.objectCopy.complete', anyObject, plan));
    return Pass.jsonata(this, 'Begin', { outputs: BEGIN_UNATTENDED }).next(plan);
  }

  /** Output of the execution, for people. */
  private taken(): Succeed {
    return Succeed.jsonata(this, 'ObjectCopyTaken', {
      outputs: jsonata("{'objectCopy': $states.input.objectCopy.into, 'objects': $states.input.verified.objects}"),
    });
  }

  private when(id: string, condition: string, yes: IChainable, no: IChainable): Choice {
    return Choice.jsonata(this, id)
      .when(Condition.jsonata(jsonata(condition)), yes)
      .otherwise(no);
  }
}
