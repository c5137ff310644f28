import { ErrorName } from '../workflow/errors';
import { hooksLeft } from '../workflow/hooks';
import type { CheckResult, Failure, HookTime } from '../workflow/workflow';
import type { ReportedWorkflow, ReportFacts } from './model';

/** Why the run is not verified; undefined: it is. */
export const failureOf = (
  workflow: ReportedWorkflow,
  checks: readonly CheckResult[],
  acceptedLosses: ReportFacts['acceptedLosses'] = [],
): Failure | undefined =>
  workflow.failure ?? leftBehind(workflow) ?? incomplete(workflow, checks, acceptedLosses.length);

/** A drill that leaves something behind costs money and confuses the next one: it has failed. */
function leftBehind({ tornDown }: ReportedWorkflow): Failure | undefined {
  const left = tornDown?.leftovers ?? [];
  if (left.length === 0) return undefined;
  return { step: 'TearDown', error: ErrorName.LEFTOVERS, cause: `${left.length} left over: ${left.join(', ')}.` };
}

const HOOK_TIMES: readonly HookTime[] = ['after-freeze', 'before-open'];

/** Without a failure, everything that makes "verified" true must be there: an empty state proves nothing. */
function incomplete(workflow: ReportedWorkflow, checks: readonly CheckResult[], accepted: number): Failure | undefined {
  const { plan, proof, objectPlan } = workflow;
  const incident = plan?.mode !== 'drill';
  const rewound = incident && plan?.scope !== 'database';
  const required: [string, boolean][] = [
    ['a plan', plan !== undefined],
    ['the restored database', workflow.database !== undefined],
    ['a complete object plan', objectPlan?.complete === true],
    ['a proof without dangling references', proof !== undefined && proof.dangling === 0 && proof.checked > 0],
    ['the end of the run (TearDown)', workflow.tornDown !== undefined],
    ['a count of what the drill has left', incident || workflow.tornDown?.leftovers !== undefined],
    ['only checks that passed', checks.every(({ outcome }) => outcome === 'passed' || outcome === 'not applicable')],
    ['the freeze', !incident || workflow.freeze !== undefined],
    ['every object restored', !rewound || workflow.objectsRestored?.failed === 0],
    ['a bucket equal to its state at the recovery point', !rewound || workflow.objectsVerified?.remaining === 0],
    ['objects that stay as they are', plan?.scope !== 'database' || changesNothing(objectPlan)],
    ['a database that stays as it is', plan?.scope !== 'objects' || workflow.database?.recoveredToSource === 'live'],
    ['the cut-over', !incident || workflow.lowTraffic !== undefined],
    ['at least one check that passed', (workflow.checks?.passed ?? 0) > 0],
    ['a smoke job that was cleaned up', !incident || workflow.smokeJob?.cleanedUp === true],
    ['erasures that were done again', !incident || !workflow.erasures || workflow.erasuresRepeated !== undefined],
    ['every hook', HOOK_TIMES.every((when) => hooksLeft(workflow, when).length === 0)],
    ['the list of the losses that were accepted', accepted === (workflow.acceptedLosses?.count ?? 0)],
    ['open traffic', !incident || workflow.traffic !== undefined],
  ];
  const missing = required.filter(([, there]) => !there).map(([what]) => what);
  if (missing.length === 0) return undefined;
  return { step: 'WriteReport', error: ErrorName.REPORT_INCOMPLETE, cause: `Missing: ${missing.join('; ')}.` };
}

const changesNothing = (planned: ReportedWorkflow['objectPlan']): boolean =>
  planned !== undefined && planned.copy + planned.mark === 0;
