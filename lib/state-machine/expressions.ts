import { ErrorName } from '../../domain/workflow/errors';
import { HOOK_TIMES } from '../../domain/workflow/hooks';
import type { HookTime, ObjectsThawed } from '../../domain/workflow/workflow';

/** JSONata of the state machine. `$parse`, `$states` and the context are what Step Functions adds to the language. */
export const jsonata = (expression: string): string => `{% ${expression} %}`;

/** Begins the workflow: see `Workflow` in domain/workflow/workflow.ts. */
export const BEGIN = {
  request: jsonata('$states.input'),
  execution: {
    id: jsonata('$states.context.Execution.Id'),
    name: jsonata('$states.context.Execution.Name'),
    startedAt: jsonata('$states.context.Execution.StartTime'),
  },
  attempt: 0,
  candidate: 0,
  attempts: [],
};

/** Begins what a schedule starts, without an input. */
export const BEGIN_UNATTENDED = { execution: { name: BEGIN.execution.name } };

/**
 * Those of a list that fit, as a list. A predicate would say the same, but engines of JSONata differ in what a bare `$` is
 * in one, and in whether a single hit is still a list.
 * @param condition behind one of them, as `= 1`
 */
export const filtered = (list: string, condition: string, of = '$one'): string =>
  `[$filter([${list}], function($one) { ${of} ${condition} })]`;

const STEP =
  "'step': {'name': $states.context.State.Name, 'enteredAt': $states.context.State.EnteredTime, 'retryCount': $states.context.State.RetryCount}";

/** The whole of the workflow goes in. */
export const PAYLOAD = jsonata(`$merge([$states.input, {${STEP}}])`);

export const PAYLOAD_WITH_TOKEN = jsonata(
  `$merge([$states.input, {${STEP}, 'taskToken': $states.context.Task.Token}])`,
);

/** Of a state machine that is started by people: what they typed is kept apart from what is known. */
export const PAYLOAD_OF_REQUEST = jsonata(
  `{'request': $states.input, 'execution': {'id': $states.context.Execution.Id}, ${STEP}}`,
);

/** One field comes out. */
export const adds = (field: string, value: string): string =>
  jsonata(`$merge([$states.input, {'${field}': ${value}}])`);

/**
 * The message of an error thrown by a handler stands inside JSON (`{"errorType":…,"errorMessage":…,"trace":[…]}`),
 * other causes are plain text. The message is cut out by a pattern and not by parsing the whole: a cause that was cut
 * off at its limit must not become an error where errors are handled. The backslash is written `\x5c`: JSONata
 * takes one before a bracket for an escape, and does not find the end of the pattern.
 */
const MESSAGE = String.raw`$match($states.errorOutput.Cause, /"errorMessage":("[^"\x5c]*(?:\x5c.[^"\x5c]*)*")/, 1)`;

/** What has failed, beside the input; the first failure stays. */
export const FAILURE = jsonata(
  `( $message := ${MESSAGE}; $merge([{'failure': {'step': $states.context.State.Name, 'error': $states.errorOutput.Error, 'cause': $exists($message) ? $parse($message.groups[0]) : $states.errorOutput.Cause & ''}}, $states.input]) )`,
);

/** Of an execution that ends with what has failed: see `FAILURE`. */
export const FAILED_STEP = {
  error: jsonata('$states.input.failure.error'),
  cause: jsonata("$states.input.failure.step & ': ' & $states.input.failure.cause"),
};

/** The same as the whole output. */
export const REFUSAL = jsonata(
  `( $message := ${MESSAGE}; {'error': $states.errorOutput.Error, 'cause': $exists($message) ? $parse($message.groups[0]) : $states.errorOutput.Cause & ''} )`,
);

/** What the old stores hold in excess is not known: traffic is open by then, and the verdict stands. */
export const DATA_LOSS_UNKNOWN = jsonata(
  `( $message := ${MESSAGE}; $merge([$states.input, {'dataLoss': {'outcome': 'unknown', 'cause': $exists($message) ? $parse($message.groups[0]) : $states.errorOutput.Error}}]) )`,
);

/** A step failed, or the report found that something it needs is missing. A report that is missing itself decides nothing. */
export const FAILED = jsonata("$exists($states.input.failure) or $states.input.report.verdict = 'failed'");

/** The report's location stays under the workflow's own name; a report that is missing leaves nothing. */
export const OUTCOME = jsonata("$exists($states.input.report) ? {'report': $states.input.report} : {}");

export const VERDICT = {
  error: jsonata(
    `$exists($states.input.failure) ? $states.input.failure.error : $exists($states.input.report.error) ? $states.input.report.error : '${ErrorName.REPORT_INCOMPLETE}'`,
  ),
  cause: jsonata(
    "$exists($states.input.failure) ? $states.input.failure.step & ': ' & $states.input.failure.cause : $states.input.report.summary",
  ),
};

/** A new attempt begins with what holds for all of them; of the previous one only its entry in the list remains. */
export const NEXT_ATTEMPT = jsonata(
  "( $run := $states.input; $merge([$sift($run, function($value, $field) { $field in ['request', 'execution', 'plan', 'approval', 'freeze', 'acceptedLosses', 'erasures'] }), {'attempt': $run.diagnosis.attempt, 'candidate': $run.diagnosis.candidate, 'attempts': $run.diagnosis.attempts}, $exists($run.diagnosis.acceptedLosses) ? {'acceptedLosses': $run.diagnosis.acceptedLosses} : {}]) )",
);

/** No decision in time, or the token came back as a failure: the run ends, frozen. */
export const NO_DECISION = jsonata(
  "$merge([$states.input, {'decision': {'action': 'abort', 'by': 'no one', 'at': $states.context.State.EnteredTime, 'reason': 'no decision: ' & $states.errorOutput.Error & ' ' & $states.errorOutput.Cause}}])",
);

/** What comes with the token has passed no handler: only an answer of the decision state machine approves. */
export const APPROVED = jsonata(
  "$type($states.input.approval.approvedBy) = 'string' and $type($states.input.approval.decidedIn) = 'string'",
);

export const NO_APPROVAL = `{'step': 'RequestApproval', 'error': '${ErrorName.APPROVAL_REFUSED}', 'cause': 'The answer is no approval: start the decision state machine, ' & $states.input.plan.decisionStateMachine & ', to approve.'}`;

/** Archived sources are thawed where the request says so, before anything is frozen. */
export const TO_THAW = jsonata("$exists($states.input.plan.thaw) and $not($states.input.thaw.outcome = 'thawed')");
/** What has to be thawed and what that costs is known before anyone approves it. */
export const TO_APPROVE = jsonata(
  "$states.input.plan.approvalRequired and $not($exists($states.input.approval)) and $states.input.thaw.outcome in ['planned', 'thawed']",
);
export const THAW_IS = (outcome: ObjectsThawed['outcome']): string =>
  jsonata(`$states.input.thaw.outcome = '${outcome}'`);

/** Once, in an incident; a drill touches nothing of production. */
export const TO_FREEZE = jsonata("$states.input.plan.mode = 'incident' and $not($exists($states.input.freeze))");

/** Of the hooks of the plan, not all of that time have run in this attempt. */
export const HOOKS_LEFT = (when: HookTime): string =>
  jsonata(
    `$count(${filtered('$states.input.plan.hooks', `= '${when}'`, '$one.when')}) > $count([$states.input.${HOOK_TIMES[when].field}.ran])`,
  );

/** What stays as it is, is not restored; the other store is proved against it. */
export const DATABASE_IN_SCOPE = jsonata("$not($states.input.plan.scope = 'objects')");
export const OBJECTS_IN_SCOPE = jsonata("$not($states.input.plan.scope = 'database')");
