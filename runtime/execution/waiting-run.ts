import { refuse } from '../../domain/workflow/decision-request';
import { quoted } from '../../domain/workflow/quoted';
import { runIdOf } from '../../domain/workflow/run-names';
import type { RestorePlan, StepName, Workflow } from '../../domain/workflow/workflow';
import type { Evidence } from '../evidence/evidence';
import { executionOfRun } from '../evidence/stored-plan';
import type { Executions } from './executions';

/** The steps in which a restore waits for people. */
export const WAITING_STEPS = ['RequestApproval', 'AwaitDecision'] as const satisfies readonly StepName[];
type WaitingStep = (typeof WAITING_STEPS)[number];

/** A restore that waits for an answer, with its workflow at that step. */
export interface Waiting {
  readonly execution: string;
  readonly step: WaitingStep;
  readonly plan: RestorePlan;
  readonly workflow: Partial<Workflow>;
}

/** @returns undefined when that execution waits for no answer */
export async function waitingAt(
  execution: string,
  executions: Pick<Executions, 'lastEntered' | 'describe'>,
): Promise<Waiting | undefined> {
  const { step: last, workflow } = await executions.lastEntered(execution);
  const step = WAITING_STEPS.find((one) => one === last);
  if (step === undefined || workflow.plan === undefined) return undefined;
  const { status } = await executions.describe(execution);
  return status === 'RUNNING' ? { execution, step, plan: workflow.plan, workflow } : undefined;
}

/**
 * @param run ARN or name of an execution, or a run id
 * @throws DecisionRefused saying where the run stands instead
 */
export async function findWaiting(
  run: string,
  {
    evidence,
    executions,
  }: {
    readonly evidence: Pick<Evidence, 'bucket' | 'getJson'>;
    readonly executions: Pick<Executions, 'lastEntered' | 'describe'>;
  },
): Promise<Waiting> {
  const runId = runIdOf(nameIn(run));
  const folder = `runs/${runId}/`;
  const execution = (await executionOfRun(folder, evidence))?.id;
  if (execution === undefined) {
    refuse(
      `There is no plan of the run ${quoted(run)} in s3://${evidence.bucket}/${folder}: give the ARN or the name of the restore's execution.`,
    );
  }
  if ((run.startsWith('arn:') && run !== execution) || runIdOf(nameIn(execution)) !== runId) {
    refuse(`${quoted(run)} is no restore of this state machine; s3://${evidence.bucket}/${folder} is of ${execution}.`);
  }
  const waiting = await waitingAt(execution, executions);
  if (waiting !== undefined) {
    const { bucket, prefix } = waiting.plan.evidence;
    if (bucket === evidence.bucket && prefix === folder) return waiting;
    // The file names the execution, and the execution its folder: another pair's restore may bear the same name.
    refuse(
      `s3://${evidence.bucket}/${folder} is of ${execution}, which leaves its evidence in s3://${bucket}/${prefix}: it is none of these stores. Give the ARN of the restore's execution to the decision state machine of its own stores.`,
    );
  }
  const { status } = await executions.describe(execution);
  if (status !== 'RUNNING') {
    refuse(
      `The run ${quoted(run)} has ended (${status}): it was decided already, or its time was over. Start a new restore.`,
    );
  }
  const { step } = await executions.lastEntered(execution);
  return refuse(`The run ${quoted(run)} is in ${step} and waits for no decision.`);
}

/** Of what is no ARN nothing is cut off: it would be taken for another one's name. */
const nameIn = (execution: string): string =>
  execution.startsWith('arn:') ? execution.slice(execution.lastIndexOf(':') + 1) : execution;
