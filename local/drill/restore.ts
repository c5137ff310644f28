import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { seconds } from '../../domain/target-time';
import { Executions, type StepTaken } from '../../lambda/clients/executions';
import { eventually } from './clock';
import type { Stage } from './stage';

/** Waits until the database can be restored to `time`, as whoever restores on AWS has to. */
export async function restorable({ rds, databaseIdentifier }: Stage, time: Date): Promise<void> {
  await eventually(`a latest restorable time after ${seconds(time.getTime())}`, async () => {
    const found = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: databaseIdentifier }));
    const latest = found.DBInstances?.[0]?.LatestRestorableTime;
    return latest && latest > time ? latest : undefined;
  });
}

/** Starts the state machine as a person would, and follows it to its end. */
export async function restore(
  stage: Stage,
  stateMachineArn: string,
  targetTime: Date,
  onStep: (step: StepTaken) => Promise<void>,
): Promise<DescribeExecutionCommandOutput> {
  const executions = new Executions(stage.states, 100);
  const executionArn = await executions.start(stateMachineArn, {
    targetTime: seconds(targetTime.getTime()),
    reason: 'drill: lectures deleted and objects overwritten by mistake',
    requestedBy: 'pegasus-backup drill',
  });
  for await (const step of executions.follow(executionArn)) await onStep(step);
  return await executions.describe(executionArn);
}
