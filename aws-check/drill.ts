import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { RestoreReport } from '../domain/report/model';
import { restoreReport } from '../domain/report/schema';
import { seconds } from '../domain/request/target-time';
import { runIdOf } from '../domain/workflow/run-names';
import { Evidence } from '../runtime/evidence/evidence';
import { Executions } from '../runtime/execution/executions';
import { FunctionFailed, invokeFunction } from '../runtime/execution/invoke-function';
import type { Clients } from './clients';
import { pause, waitFor } from './pause';
import type { Site } from './sites/site';
import { PREFIX } from './stack';
import { describeStack, output, outputsOf, stackResources } from './stack-state';

const MINUTES = 60;
/** RDS commits to its archive every five minutes; a new instance takes its first backup before that. */
const RESTORABLE_WITHIN = 45 * MINUTES;
const HEARTBEAT_WITHIN = 15 * MINUTES;

export interface DrillSite {
  readonly site: Pick<Site, 'secondsBetweenLooks' | 'actAsSchedule'>;
  readonly clients: Clients;
  readonly say: (what: string, detail: string) => void;
  readonly stop: AbortSignal;
}

/**
 * Fills the stores of the deployed stack, waits until a moment after that can be restored, and has the deployed state
 * machine restore it, isolated.
 */
export async function drill(where: DrillSite): Promise<RestoreReport> {
  const { clients, say } = where;
  const outputs = outputsOf(await describeStack(clients));
  const named = (name: string) => output(outputs, name);
  say('Fill', JSON.stringify(await invoked(clients, named('FillStoresName'))));
  for (const job of ['WriteManifest', 'WriteBaseline']) {
    await invoked(clients, await functionNamed(job, clients));
    say(job, 'as its schedule would, once a day');
  }
  const targetTime = await heartbeatAfter(Date.now(), named('ProtectedBucketName'), where);
  say('Target time', seconds(targetTime.getTime()));
  await restorableTo(targetTime, named('DatabaseIdentifier'), where);
  const request = {
    mode: 'drill',
    targetTime: seconds(targetTime.getTime()),
    reason: 'npm run aws-check: the deployed state machine, compared with the one on this machine',
    requestedBy: 'npm run aws-check',
  };
  return await restore(request, named('RestoreStateMachineArn'), named('EvidenceBucketName'), where);
}

/** What a function says of its failure names no one's data here. */
async function invoked({ lambda }: Pick<Clients, 'lambda'>, name: string): Promise<unknown> {
  try {
    return await invokeFunction(lambda, name, {});
  } catch (error) {
    throw error instanceof FunctionFailed ? new Error(`${error.message}: ${error.text.slice(0, 1_000)}`) : error;
  }
}

async function functionNamed(part: string, clients: Clients): Promise<string> {
  const found = (await stackResources(clients)).find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::Lambda::Function' && LogicalResourceId?.includes(part),
  );
  if (found?.PhysicalResourceId === undefined) throw new Error(`The stack has no function ${part}.`);
  return found.PhysicalResourceId;
}

/** The moment of the first heartbeat after `from`, and a second: delivered by the schedule, from a network of its own. */
async function heartbeatAfter(from: number, bucket: string, { site, clients, say, stop }: DrillSite): Promise<Date> {
  const writeHeartbeat = await functionNamed('WriteHeartbeat', clients);
  const key = `${PREFIX}.pegasus-backup/heartbeat.json`;
  const look = async () => {
    await site.actAsSchedule(async () => void (await invoked(clients, writeHeartbeat)));
    const { LastModified } = await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch(() => ({
      LastModified: undefined,
    }));
    return LastModified !== undefined && LastModified.getTime() > from ? LastModified : undefined;
  };
  const bound = { every: site.secondsBetweenLooks, atMost: HEARTBEAT_WITHIN, stop };
  const beat = await waitFor('a heartbeat that its schedule has started', look, bound);
  say('Heartbeat', `${Math.round((beat.getTime() - from) / 1000)} s after the stores were filled`);
  return new Date(beat.getTime() + 2_000);
}

async function restorableTo(time: Date, identifier: string, { site, clients, say, stop }: DrillSite): Promise<void> {
  const since = Date.now();
  const writeHeartbeat = await functionNamed('WriteHeartbeat', clients);
  const look = async () => {
    await site.actAsSchedule(async () => void (await invoked(clients, writeHeartbeat)));
    const { DBInstances } = await clients.rds.send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }),
    );
    const latest = DBInstances?.[0]?.LatestRestorableTime;
    return latest !== undefined && latest > time ? latest : undefined;
  };
  const bound = { every: site.secondsBetweenLooks, atMost: RESTORABLE_WITHIN, stop };
  await waitFor(`a latest restorable time after ${time.toISOString()}`, look, bound);
  say('Restorable', `${Math.round((Date.now() - since) / 1000)} s later`);
}

async function restore(
  request: object,
  stateMachineArn: string,
  evidenceBucket: string,
  { site, clients, say, stop }: DrillSite,
): Promise<RestoreReport> {
  const executions = new Executions(clients.states, 0);
  const arn = await executions.start(stateMachineArn, request);
  say('Drill', arn);
  for (let said = 0; ; await pause(site.secondsBetweenLooks, stop)) {
    const { status, name = '', cause } = await executions.describe(arn);
    const taken = await executions.taken(arn);
    const over = status === 'RUNNING' ? taken.slice(0, -1) : taken;
    for (const step of over.slice(said)) say(`  ${step.name}`, `${step.seconds.toFixed(1)} s`);
    said = over.length;
    if (status === 'RUNNING') continue;
    const key = `runs/${runIdOf(name)}/report.json`;
    const evidence = new Evidence(clients.s3, evidenceBucket);
    const report = await evidence.getJson(key, (value) => restoreReport.parse(value));
    if (report === undefined)
      throw new Error(`The drill ended ${status} without a report: ${cause ?? 'no cause given'}`);
    say('Report', `s3://${evidenceBucket}/${key}: ${report.summary}`);
    return report;
  }
}
