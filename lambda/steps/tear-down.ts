import { SSMClient } from '@aws-sdk/client-ssm';
import { candidateTags, foreignTags, type Restoring, unusedCandidateTags } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Candidate, TornDown, Workflow } from '../../domain/workflow/workflow';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind } from '../../runtime/database/database-kind';
import { drillApplication } from '../../runtime/drills/drill-application';
import { countLeftovers, type LeftoversWorld, stopDrillApplication } from '../../runtime/drills/leftovers';
import { type Evidence, evidenceOf } from '../../runtime/evidence/evidence';
import { patience } from '../../runtime/execution/poll-until';
import { releaseLock } from '../../runtime/execution/restore-lock';
import { freezeAgain, SWITCH_POLL_MILLISECONDS, type TrafficWorld } from '../../runtime/traffic/refreeze';
import { connectSwitches, type TrafficEnvironment } from '../../runtime/traffic/switches/connect';
import { TrafficParameter } from '../../runtime/traffic/traffic-parameter';
import { environment, type StepInvocation, stepHandler } from '../step-handler';

/** What the construct puts into this handler's environment. */
export interface TearDownEnvironment extends TrafficEnvironment, DatabaseEnvironment {
  /** ARN of the function that runs the application in a drill. @default - none does */
  readonly DRILL_APPLICATION?: string;
}

export type TearDownInput = Pick<Workflow, 'plan' | 'execution' | 'attempt' | 'traffic' | 'failure'> &
  Partial<Pick<Workflow, 'approval' | 'freeze' | 'attempts'>>;

/** What TearDown needs of the world. */
export interface TearDownWorld extends TrafficWorld, Pick<LeftoversWorld, 'drillApplication'> {
  readonly databases: Pick<DatabaseKind, 'describe' | 'remove' | 'leftOf' | 'groups'>;
  readonly evidence: Pick<Evidence, 'getJson' | 'getText' | 'replaceJson'>;
}

/**
 * Ends the run, after success and failure alike, from the plan alone: step results may be missing, names never are.
 * The plan is the one in the state of the execution, never one that lies in the evidence. A failed incident goes back to
 * `frozen` and keeps everything for the operator; only a drill deletes, and only what RDS says is a drill's candidate of
 * this very execution, and counts what is left. The lock comes last.
 */
export async function tearDown(
  { step, ...run }: TearDownInput & StepInvocation,
  world: TearDownWorld,
): Promise<TornDown> {
  const { databases, evidence } = world;
  const { plan, execution, traffic: resumed, failure } = run;
  const failed = failure !== undefined && resumed === undefined;
  const mode = failed ? await freezeAgain(run, world).catch(orUnusable) : 'untouched';

  const drill = plan.mode === 'drill';
  const running = drill ? await stopDrillApplication(plan, world) : [];
  const deletedDatabases: string[] = [];
  const kept: string[] = [];
  for (const candidate of plan.candidates) {
    const left = await remove({ plan, execution }, candidate, databases);
    if (left === 'deleted') deletedDatabases.push(candidate.databaseIdentifier);
    else if (left !== 'never made') kept.push(`${candidate.databaseIdentifier}: ${left}`);
  }
  const leftovers = drill ? [...running, ...(await countLeftovers(plan, step.retryCount, world))] : undefined;
  const { runId: owner, requestedBy, lockKey } = plan;
  const hasLock = !plan.approvalRequired || run.approval !== undefined;
  const held = hasLock ? { owner, execution: execution.id, requestedBy, takenAt: execution.startedAt } : undefined;
  const lockReleased = await releaseLock(lockKey, execution.id, step.enteredAt, evidence, held);
  if (!lockReleased) throw new PegasusError(ErrorName.RETRYABLE, `The lock ${lockKey} changed while it was released.`);
  if (mode instanceof Error) throw mode;
  return { deletedDatabases, kept, lockReleased, traffic: mode, ...(leftovers && { leftovers }) };
}

/** Told when everything else is done: a record of the freeze that is not believed keeps no lock. */
function orUnusable(error: unknown): Error {
  if (error instanceof Error && error.name === ErrorName.EVIDENCE_UNUSABLE) return error;
  throw error;
}

async function remove(
  restoring: Restoring,
  candidate: Candidate,
  databases: TearDownWorld['databases'],
): Promise<'never made' | 'deleted' | string> {
  const { plan } = restoring;
  const identifier = candidate.databaseIdentifier;
  const found = await databases.describe(identifier);
  if (found === undefined) return 'never made';
  const tagsOf = plan.mode === 'drill' ? unusedCandidateTags : candidateTags;
  const foreign = foreignTags(found.tags, tagsOf(restoring, candidate));
  if (foreign.length > 0 || identifier === plan.sourceDatabase.identifier) {
    return `not this run's (${foreign.join(', ')}), never deleted`;
  }
  if (plan.mode === 'incident') return 'restored by this run, kept for the application or for the inquiry';
  await databases.remove(found);
  return 'deleted';
}

export const handler = stepHandler<TearDownInput, TornDown>('TearDown', (input, context) => {
  const variables = environment<TearDownEnvironment>({
    ...DATABASE_VARIABLES,
    TRAFFIC_PARAMETER: 'required',
    SWITCHES: 'required',
    DRILL_APPLICATION: 'optional',
  });
  return tearDown(input, {
    databases: databasesOf(variables),
    drillApplication: drillApplication(variables.DRILL_APPLICATION),
    traffic: new TrafficParameter(new SSMClient({}), variables.TRAFFIC_PARAMETER),
    switches: connectSwitches(variables.SWITCHES),
    patience: patience(context, SWITCH_POLL_MILLISECONDS),
    evidence: evidenceOf(input),
  });
});
