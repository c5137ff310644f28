import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  type StateMachine,
  Succeed,
  type TaskStateBase,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { LONGEST_PATIENCE_HOURS, LOOK_SECONDS } from '../../domain/objects/thaw';
import { HOOK_TIMES } from '../../domain/workflow/hooks';
import type { Action, HookTime, StepName, Workflow } from '../../domain/workflow/workflow';
import type { Hold } from '../options/hold';
import {
  APPROVED,
  adds,
  BEGIN,
  DATA_LOSS_UNKNOWN,
  DATABASE_IN_SCOPE,
  FAILED,
  FAILURE,
  HOOKS_LEFT,
  jsonata,
  NEXT_ATTEMPT,
  NO_APPROVAL,
  NO_DECISION,
  OBJECTS_IN_SCOPE,
  OUTCOME,
  THAW_IS,
  TO_APPROVE,
  TO_FREEZE,
  TO_THAW,
  VERDICT,
} from '../state-machine/expressions';
import { makeStateMachine } from '../state-machine/state-machine';
import { step, waitingStep } from '../state-machine/step';
import { describesExecutions } from './access';
import type { RestoreHandlers } from './restore-handlers';
import { everyKeyRestored, ifAnyToRestore, restoreParts } from './restore-parts';

/** Limits of the approval and of the whole run, thawing included: so much polling stays far under 25,000 events. */
const APPROVAL_PATIENCE = Duration.hours(12);
const RESTORE_LIMIT = Duration.hours(48 + LONGEST_PATIENCE_HOURS);

/** A minute apart for half an hour, then two: one poll is about nine events of the execution's history. */
const POLL_SECONDS =
  '$states.input.databaseStatus.readyPolls > 0 ? 15 : $states.input.databaseStatus.polls < 30 ? 60 : 120';

/** Standard and bulk take hours. */
const THAW_SECONDS = `$states.input.plan.thaw.tier = 'expedited' ? ${LOOK_SECONDS.expedited} : ${LOOK_SECONDS.standard}`;

/** What the console shows beside the form that asks for an input. */
const COMMENT =
  'Restores the database and its objects to one consistent point in time, and verifies the result. Start with ' +
  '{"targetTime": "2026-11-23T04:00:00Z", "reason": "lectures deleted by mistake"}; ' +
  'optional: "incidentStart", "requestedBy", "thaw": "standard" (archived objects), "include" and "exclude": lists of keys of uploads in parts (complete at the target time, or completed later), "scope": "database" or "objects" (the other store stays as it is), "mode": "drill" (leaves production as it is).';

/** Whatever it was has had some minutes of retries already. */
const BEFORE_AGAIN = Duration.minutes(2);

const actionIs = (action: Action): string => jsonata(`$states.input.diagnosis.action = '${action}'`);

type HookStep = Extract<StepName, `Run${string}Hooks`>;

export interface RestoreStateMachineProps {
  readonly handlers: RestoreHandlers;
  readonly evidence: IBucket;
  readonly hold: Hold;
  /** Parts of the objects that are restored at once. */
  readonly maxConcurrency: number;
}

/**
 * The runbook as a state machine. Every step invokes the handler of its name with the whole workflow and adds one field
 * to it. Success and failure take the same road: TearDown, WriteReport, Verdict.
 */
export class RestoreStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: RestoreStateMachineProps) {
    super(scope, id);
    this.stateMachine = makeStateMachine(this, {
      comment: COMMENT,
      definition: this.definition(props),
      timeout: RESTORE_LIMIT,
      invokes: props.handlers.all,
      hasDistributedMap: true,
    });
    describesExecutions(this.stateMachine, props.handlers.of('PlanRestore'));
  }

  private definition({ handlers, evidence, hold, maxConcurrency }: RestoreStateMachineProps): IChainable {
    // Output of the execution, for people: the verdict, the summary and the location of the report.
    const verified = Succeed.jsonata(this, 'Verified', { outputs: OUTCOME });
    const verdict = this.when('Verdict', FAILED, Fail.jsonata(this, 'Failed', VERDICT), verified);
    const writeReport = step(this, 'WriteReport', handlers.of('WriteReport'), 'report');
    // A report that cannot be written does not change the verdict.
    writeReport.addCatch(verdict, { outputs: jsonata('$states.input') });
    writeReport.next(verdict);

    const tearDown = this.step('TearDown', handlers, 'tornDown', writeReport, writeReport);
    const diagnoseFailure = step(this, 'DiagnoseFailure', handlers.of('DiagnoseFailure'), 'diagnosis');
    diagnoseFailure.addCatch(tearDown, { outputs: FAILURE });
    /** What one attempt does: its failure is not yet the run's. */
    const then = (name: StepName, field: keyof Workflow, next: IChainable) =>
      this.step(name, handlers, field, next, diagnoseFailure);

    const recordDataLoss = step(this, 'RecordDataLoss', handlers.of('RecordDataLoss'), 'dataLoss');
    // What is lost is looked for when traffic is open; not finding out changes nothing.
    recordDataLoss.addCatch(tearDown, { outputs: DATA_LOSS_UNKNOWN });
    recordDataLoss.next(tearDown);
    const resumeTraffic = this.step('ResumeTraffic', handlers, 'traffic', recordDataLoss, tearDown);
    const erased = handlers.has('RepeatErasures')
      ? then('RepeatErasures', 'erasuresRepeated', resumeTraffic)
      : resumeTraffic;
    const runSmokeJob = then('RunSmokeJob', 'smokeJob', erased);
    const runChecks = then('RunChecks', 'checks', this.whenIncident('ThroughApplication', runSmokeJob, tearDown));
    const accepted = this.when('Accepted', actionIs('accept'), erased, runChecks);
    const openLowTraffic = then('OpenLowTraffic', 'lowTraffic', accepted);
    const hooks = (name: HookStep, when: HookTime, next: () => IChainable): IChainable | undefined =>
      handlers.has(name) ? this.eachHook(name, handlers, when, next(), diagnoseFailure) : undefined;
    const beforeOpen = hooks('RunBeforeOpenHooks', 'before-open', () =>
      this.whenIncident('TrafficToOpen', openLowTraffic, runChecks),
    );
    const opens = beforeOpen ?? openLowTraffic;
    const everyObject = Choice.jsonata(this, 'EveryObjectVerified');
    const verifyObjects = then('VerifyObjects', 'objectsVerified', everyObject);
    everyObject
      .when(Condition.jsonata(jsonata('$states.input.objectsVerified.complete = false')), verifyObjects)
      .otherwise(opens);

    const handler = handlers.of('RestoreObjects');
    const restoreObjects = restoreParts(this, { handler, evidence, maxConcurrency });
    restoreObjects.addCatch(diagnoseFailure, { outputs: FAILURE });
    restoreObjects.next(everyKeyRestored(this, verifyObjects, diagnoseFailure));
    const anyKey = ifAnyToRestore(this, restoreObjects, verifyObjects);
    const objectsInScope = this.when('ObjectsInScope', OBJECTS_IN_SCOPE, anyKey, opens);
    const inPlace = this.whenIncident('RestoreInPlace', objectsInScope, beforeOpen ?? runChecks);

    const proveReferences = then('ProveReferences', 'proof', inPlace);
    const listed = handlers.has('ListErasures')
      ? this.whenIncident('ErasuresToList', then('ListErasures', 'erasures', proveReferences), proveReferences)
      : proveReferences;
    const planned = Choice.jsonata(this, 'EveryObjectPlanned');
    const planObjects = then('PlanObjects', 'objectPlan', planned);
    planned.when(Condition.jsonata(jsonata('$states.input.objectPlan.complete')), listed).otherwise(planObjects);

    const configureDatabase = then('ConfigureDatabase', 'database', planObjects);
    const ready = Choice.jsonata(this, 'DatabaseReady');
    const awaitDatabase = then('AwaitDatabase', 'databaseStatus', ready);
    const wait = Wait.jsonata(this, 'WaitForDatabase', { time: WaitTime.seconds(jsonata(POLL_SECONDS)) });
    ready
      .when(Condition.jsonata(jsonata("$states.input.databaseStatus.outcome = 'ready'")), configureDatabase)
      .otherwise(wait.next(awaitDatabase));
    const restoreDatabase = then('RestoreDatabase', 'databaseRestore', awaitDatabase);

    const keepDatabase = then('KeepDatabase', 'database', planObjects);
    const databaseInScope = this.when('DatabaseInScope', DATABASE_IN_SCOPE, restoreDatabase, keepDatabase);
    const frozen = hooks('RunAfterFreezeHooks', 'after-freeze', () => databaseInScope) ?? databaseInScope;
    const freezeWrites = then('FreezeWrites', 'freeze', frozen);
    const toFreeze = this.when('ToFreeze', TO_FREEZE, freezeWrites, frozen);
    const thawStands = Choice.jsonata(this, 'ThawStands');
    const thawObjects = then('ThawObjects', 'thaw', thawStands);
    const toThaw = this.when('ToThaw', TO_THAW, thawObjects, toFreeze);
    this.goOn(diagnoseFailure, { attempt: toThaw, accept: openLowTraffic, end: tearDown }, handlers, hold);

    const approval = this.approval(handlers, toThaw, tearDown);
    const waitForThaw = Wait.jsonata(this, 'WaitForThaw', { time: WaitTime.seconds(jsonata(THAW_SECONDS)) });
    thawStands
      .when(Condition.jsonata(TO_APPROVE), approval)
      .when(Condition.jsonata(THAW_IS('thawed')), toFreeze)
      .when(Condition.jsonata(THAW_IS('waiting')), waitForThaw.next(thawObjects))
      .otherwise(thawObjects);
    const beforeApproval = this.when('ThawBeforeApproval', TO_THAW, thawObjects, approval);
    // Without a plan there is nothing to tear down.
    const planRestore = this.step('PlanRestore', handlers, 'plan', beforeApproval, writeReport);
    return Pass.jsonata(this, 'Begin', { outputs: BEGIN }).next(planRestore);
  }

  private approval(handlers: RestoreHandlers, yes: IChainable, no: IChainable): IChainable {
    const requestApproval = waitingStep(
      this,
      'RequestApproval',
      handlers.of('RequestApproval'),
      'approval',
      APPROVAL_PATIENCE,
    );
    const none = Pass.jsonata(this, 'NotApproved', { outputs: adds('failure', NO_APPROVAL) });
    none.next(no);
    requestApproval.addCatch(no, { outputs: FAILURE });
    requestApproval.next(this.when('Approved', APPROVED, yes, none));
    return this.when('ApprovalRequired', jsonata('$states.input.plan.approvalRequired'), requestApproval, yes);
  }

  /** After a failure: another attempt, an operator's decision, or the end. */
  private goOn(
    diagnoseFailure: TaskStateBase,
    { attempt, accept, end }: Readonly<Record<'attempt' | 'accept' | 'end', IChainable>>,
    handlers: RestoreHandlers,
    hold: Hold,
  ): void {
    const begin = Pass.jsonata(this, 'BeginNextAttempt', { outputs: NEXT_ATTEMPT });
    begin.next(attempt);
    const wait = Wait.jsonata(this, 'WaitBeforeAgain', { time: WaitTime.duration(BEFORE_AGAIN) });
    wait.next(begin);
    const awaitDecision = waitingStep(this, 'AwaitDecision', handlers.of('AwaitDecision'), 'decision', hold.patience);
    awaitDecision.addCatch(end, { outputs: NO_DECISION });
    awaitDecision.next(diagnoseFailure);
    diagnoseFailure.next(
      Choice.jsonata(this, 'WhatNext')
        .when(Condition.jsonata(actionIs('again')), wait)
        .when(Condition.jsonata(actionIs('next')), begin)
        .when(Condition.jsonata(actionIs('hold')), awaitDecision)
        .when(Condition.jsonata(actionIs('accept')), accept)
        .otherwise(end),
    );
  }

  /** One after the other, each in an invocation of its own: with its own time, and run again alone. */
  private eachHook(
    name: HookStep,
    handlers: RestoreHandlers,
    when: HookTime,
    next: IChainable,
    onFailure: IChainable,
  ): Choice {
    const left = Choice.jsonata(this, `${name.slice('Run'.length)}Left`);
    const run = this.step(name, handlers, HOOK_TIMES[when].field, left, onFailure);
    return left.when(Condition.jsonata(HOOKS_LEFT(when)), run).otherwise(next);
  }

  private step(
    name: StepName,
    handlers: RestoreHandlers,
    field: keyof Workflow,
    next: IChainable,
    onFailure: IChainable,
  ) {
    const task = step(this, name, handlers.of(name), field);
    task.addCatch(onFailure, { outputs: FAILURE });
    task.next(next);
    return task;
  }

  private when(id: string, condition: string, yes: IChainable, no: IChainable): Choice {
    return Choice.jsonata(this, id).when(Condition.jsonata(condition), yes).otherwise(no);
  }

  /** A drill leaves production as it is. */
  private whenIncident(id: string, yes: IChainable, no: IChainable): Choice {
    return this.when(id, jsonata("$states.input.plan.mode = 'incident'"), yes, no);
  }
}
