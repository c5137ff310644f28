import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { seconds } from '../../domain/request/target-time';
import type { RestoreRequest } from '../../domain/workflow/workflow';
import { Executions, type StepTaken } from '../../runtime/execution/executions';
import type { Stage } from './model';
import { eventually } from './wait';

/** Waits until the database can be restored to `time`, as an operator on AWS has to. */
export async function restorable({ database }: Stage, time: Date): Promise<void> {
  const look = async () => {
    const latest = await database.latestRestorableTime();
    return latest && latest > time ? latest : undefined;
  };
  const still = Math.max(0, time.getTime() - Date.now()) / 1000;
  await eventually(`a latest restorable time after ${seconds(time.getTime())}`, look, still + 60);
}

/** Target time or snapshot. */
export type Point = Pick<RestoreRequest, 'targetTime' | 'snapshot' | 'incidentStart' | 'scope'>;

type Told = readonly [onStep: (step: StepTaken) => Promise<void>, onStart?: (executionArn: string) => void];

/** Starts the restore of an incident as a person would, and follows it to its end. */
export async function restore(stage: Stage, stateMachineArn: string, point: Point, ...told: Told) {
  const request = {
    ...point,
    reason: 'drill: lectures deleted and objects overwritten by mistake',
    requestedBy: 'pegasus-backup drill',
  };
  return await execute(stage, stateMachineArn, request, ...told);
}

/** Starts the state machine, and follows it to its end. */
export async function execute(
  stage: Stage,
  stateMachineArn: string,
  request: RestoreRequest,
  ...[onStep, onStart = () => {}]: Told
): Promise<DescribeExecutionCommandOutput> {
  const executions = new Executions(stage.states, 100);
  const executionArn = await executions.start(stateMachineArn, request);
  onStart(executionArn);
  for await (const step of executions.follow(executionArn)) await onStep(step);
  return await executions.describe(executionArn);
}
