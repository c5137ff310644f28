import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
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
import { RENEWAL_DAYS } from '../../domain/objects/lock-renewal';
import type { LockRenewalWorkflow } from '../../domain/objects/lock-renewal-workflow';
import { ErrorName } from '../../domain/workflow/errors';
import { BEGIN_UNATTENDED, FAILED_STEP, FAILURE, jsonata } from '../state-machine/expressions';
import { makeStateMachine } from '../state-machine/state-machine';
import { stepOf } from '../state-machine/step';

const RENEWAL = '$states.input.renewal';
const NEEDED = ['complete', 'expected', 'failed'];

const NOT_RENEWED = {
  error: ErrorName.LOCKS_NOT_RENEWED,
  cause: jsonata(
    `$string(${RENEWAL}.failed) & ' of ' & $string(${RENEWAL}.expected) & ' versions could not be locked: see the log of RenewLocks'`,
  ),
};

/** The renewal at any size: one handler, called again until it has seen every version. */
export class LockRenewalStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, handler: LambdaFunction) {
    super(scope, id);
    this.stateMachine = makeStateMachine(this, {
      comment: 'Renews the locks of the copied objects. Needs no input; started again it costs reads only.',
      definition: this.definition(handler),
      // The next one begins then.
      timeout: Duration.days(RENEWAL_DAYS),
      invokes: [handler],
    });
  }

  private definition(handler: LambdaFunction): IChainable {
    const failed = Fail.jsonata(this, 'RenewalFailed', FAILED_STEP);
    const renew = stepOf<LockRenewalWorkflow>(this, 'RenewLocks', handler, 'renewal', NEEDED);
    renew.addCatch(failed, { outputs: FAILURE });
    renew.next(
      Choice.jsonata(this, 'EveryLockSeen')
        .when(Condition.jsonata(jsonata(`$not(${RENEWAL}.complete)`)), renew)
        .when(Condition.jsonata(jsonata(`${RENEWAL}.failed > 0`)), Fail.jsonata(this, 'LocksNotRenewed', NOT_RENEWED))
        .otherwise(Succeed.jsonata(this, 'LocksRenewed', { outputs: jsonata(RENEWAL) })),
    );
    return Pass.jsonata(this, 'Begin', { outputs: BEGIN_UNATTENDED }).next(renew);
  }
}
