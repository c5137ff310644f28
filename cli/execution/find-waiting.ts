import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { StepName, Workflow } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import type { Executions } from '../../runtime/execution/executions';
import { BadArguments } from '../exit-code';
import { type StateMachineArguments, stateMachineOf } from './state-machine-options';

/** A restore that waits for an answer, with its workflow at that step. */
export interface Waiting {
  readonly execution: string;
  readonly workflow: Partial<Workflow> & Pick<Workflow, 'plan'>;
}

const question = z.object({ taskToken: z.string() });

/**
 * The execution that waits in `step`: the one that was named, or the only one of the state machine.
 * @throws BadArguments when there is none, or more than one
 */
export async function findWaiting(
  step: StepName,
  { execution, ...stateMachine }: StateMachineArguments & { readonly execution?: string },
  executions: Executions,
): Promise<Waiting> {
  const running = execution === undefined ? await executions.running(await stateMachineOf(stateMachine)) : [execution];
  const waiting: Waiting[] = [];
  for (const arn of running) {
    const { step: last, workflow } = await executions.lastEntered(arn);
    const { plan } = workflow;
    const { status } = await executions.describe(arn);
    if (status === 'RUNNING' && last === step && plan !== undefined)
      waiting.push({ execution: arn, workflow: { ...workflow, plan } });
  }
  const [only, ...others] = waiting;
  if (only === undefined) {
    throw new BadArguments(`No restore waits in ${step}: it was answered, has expired, or has ended.`);
  }
  if (others.length > 0) {
    const names = waiting.map((one) => one.execution).join(', ');
    throw new BadArguments(`More than one restore waits in ${step}: add \`--execution ARN\`, one of ${names}.`);
  }
  return only;
}

/** The token is for Step Functions only: it is neither printed nor logged. */
export async function tokenAt(key: string, { workflow }: Waiting, endpoint: string | undefined): Promise<string> {
  const s3 = new S3Client({ endpoint, ...(endpoint !== undefined && { forcePathStyle: true }) });
  const evidence = new Evidence(s3, workflow.plan.evidence.bucket);
  const asked = await evidence.getJson(key, (value) => question.parse(value));
  if (asked !== undefined) return asked.taskToken;
  throw new Error(`The question is not at s3://${evidence.bucket}/${key} yet: try again in a moment.`);
}
