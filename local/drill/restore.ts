import { CreateDBSnapshotCommand, DescribeDBInstancesCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { seconds } from '../../domain/target-time';
import type { RestoreRequest } from '../../domain/workflow';
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

/** A snapshot as somebody takes it before a release; its data is of that time. */
export async function takeSnapshot({ rds, databaseIdentifier }: Stage): Promise<{ id: string; time: Date }> {
  const DBSnapshotIdentifier = 'before-the-release';
  await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier, DBInstanceIdentifier: databaseIdentifier }));
  return await eventually(`the snapshot ${DBSnapshotIdentifier}`, async () => {
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
    const { Status, SnapshotDatabaseTime } = DBSnapshots?.[0] ?? {};
    if (Status !== 'available' || SnapshotDatabaseTime === undefined) return undefined;
    return { id: DBSnapshotIdentifier, time: new Date(Math.floor(SnapshotDatabaseTime.getTime() / 1000) * 1000) };
  });
}

/** What a restore is asked for. */
export type Point = Pick<RestoreRequest, 'targetTime' | 'snapshot'>;

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
