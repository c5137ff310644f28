import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { candidateTags, foreignTags } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Candidate, RestorePlan, TornDown, Workflow } from '../../domain/workflow/workflow';
import { DATABASE_VARIABLES, type DatabaseEnvironment, databasesOf } from '../../runtime/database/connect';
import type { DatabaseKind } from '../../runtime/database/database-kind';
import { drillApplication } from '../../runtime/drills/drill-application';
import { countLeftovers, type LeftoversWorld, stopDrillApplication } from '../../runtime/drills/leftovers';
import { Evidence } from '../../runtime/evidence/evidence';
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

export type TearDownInput = Pick<Workflow, 'plan' | 'attempt' | 'traffic' | 'failure'>;

/** What TearDown needs of the world. */
export interface TearDownWorld extends TrafficWorld, Pick<LeftoversWorld, 'drillApplication'> {
  readonly databases: Pick<DatabaseKind, 'describe' | 'remove' | 'leftOf' | 'groups'>;
  readonly evidence: Pick<Evidence, 'getJson' | 'getTagged' | 'replaceJson'>;
}

/**
 * Ends the run, after success and failure alike, from the plan alone: step results may be missing, names never are.
 * A failed incident goes back to `frozen` and keeps everything for the operator; only a drill deletes, and only
 * what carries its tags, and counts what is left. The lock comes last.
 */
export async function tearDown(
  { plan, attempt, traffic: resumed, failure, step }: TearDownInput & StepInvocation,
  world: TearDownWorld,
): Promise<TornDown> {
  const { databases, evidence } = world;
  const held = failure !== undefined && resumed === undefined;
  const mode = held ? await freezeAgain(plan, attempt, world) : 'untouched';

  const drill = plan.mode === 'drill';
  const running = drill ? await stopDrillApplication(plan, world) : [];
  const deletedDatabases: string[] = [];
  const kept: string[] = [];
  for (const candidate of plan.candidates) {
    const left = await remove(plan, candidate, databases);
    if (left === 'deleted') deletedDatabases.push(candidate.databaseIdentifier);
    else if (left !== 'never made') kept.push(`${candidate.databaseIdentifier}: ${left}`);
  }
  const leftovers = drill ? [...running, ...(await countLeftovers(plan, step.retryCount, world))] : undefined;
  const lockReleased = await releaseLock(plan.lockKey, plan.runId, step.enteredAt, evidence);
  if (!lockReleased)
    throw new PegasusError(ErrorName.RETRYABLE, `The lock ${plan.lockKey} changed while it was released.`);
  return { deletedDatabases, kept, lockReleased, traffic: mode, ...(leftovers && { leftovers }) };
}

async function remove(
  plan: RestorePlan,
  candidate: Candidate,
  databases: TearDownWorld['databases'],
): Promise<'never made' | 'deleted' | string> {
  const identifier = candidate.databaseIdentifier;
  const found = await databases.describe(identifier);
  if (found === undefined) return 'never made';
  const foreign = foreignTags(found.tags, candidateTags(plan, candidate));
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
    evidence: new Evidence(new S3Client({}), input.plan.evidence.bucket),
  });
});
