import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Executions } from '../../runtime/execution/executions';
import type { Clients } from '../clients';
import { pause, waitFor } from '../pause';
import { assertOurs, describeStack, stackResources } from '../stack-state';
import { deleteBucket, emptyBucket } from './buckets';
import { candidates, databasesLeft, deleteCandidates, deleteSnapshots } from './databases';
import { deleteStack } from './delete-stack';
import { deleteLogGroups, logGroups } from './log-groups';
import { bucketsIn, tagged } from './tagged';
import { emptyVault } from './vaults';

/** What is delivered while a stack is being deleted (access logs, a last snapshot) is found by the next round. */
const ROUNDS = 4;
const LOOKS_BETWEEN_ROUNDS = 8;
const CANDIDATES_WITHIN = 60 * 60;

export interface RemovalSite {
  readonly clients: Clients;
  readonly secondsBetweenLooks: number;
  readonly say: (what: string, detail: string) => void;
}

/**
 * Removes what checks have made, also one that was stopped anywhere: each round begins with what stands, and touches
 * nothing without the name and the tag of a check.
 * @returns what is left, in words; empty when nothing is
 * @throws Error for a stack of that name which no check has made
 */
export async function remove(where: RemovalSite): Promise<readonly string[]> {
  const deleted: StackResourceSummary[] = [];
  for (let round = 1; ; round++) {
    const troubles: string[] = [];
    deleted.push(...(await removeStack(where, troubles)));
    await removeLeftovers(where, troubles);
    const left = [...new Set([...deleted.filter(isKept).map(sayResource), ...(await countLeft(where, deleted))])];
    if (left.length === 0) return [];
    for (const trouble of troubles) where.say('  trouble', trouble);
    if (round === ROUNDS) return left;
    where.say('Still there', `${left.length}: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ', …' : ''}`);
    await pause(where.secondsBetweenLooks * LOOKS_BETWEEN_ROUNDS);
  }
}

/** @returns what became of each resource, where the stack is gone */
async function removeStack(where: RemovalSite, troubles: string[]): Promise<readonly StackResourceSummary[]> {
  const { clients, secondsBetweenLooks, say } = where;
  const stack = await describeStack(clients);
  if (stack === undefined) return [];
  assertOurs(stack);
  const resources = await stackResources(clients);
  const physical = (type: string) => physicalIds(resources, type);
  for (const arn of physical('AWS::StepFunctions::StateMachine')) await attempt(troubles, () => stopAll(arn, clients));
  await attempt(troubles, () => removeCandidates(where));
  for (const vault of physical('AWS::Backup::BackupVault')) await attempt(troubles, () => emptyVault(vault, clients));
  for (const bucket of physical('AWS::S3::Bucket')) await attempt(troubles, () => emptyBucket(bucket, clients));
  say('Delete', `the stack, with ${resources.length} resources`);
  await attempt(troubles, async () => {
    say('Deleted', await deleteStack(stack.StackId!, clients, secondsBetweenLooks));
  });
  if ((await describeStack(clients)) !== undefined) return [];
  // CloudFormation tells of a deleted stack for 90 days; what does not is asked by tag.
  return await stackResources(clients, stack.StackId!).catch((error: Error) => {
    if (/does not exist/.test(error.message)) return [];
    throw error;
  });
}

const isKept = ({ ResourceStatus }: StackResourceSummary): boolean => ResourceStatus !== 'DELETE_COMPLETE';

const sayResource = ({ LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus }: StackResourceSummary) =>
  `${ResourceType} ${PhysicalResourceId ?? LogicalResourceId} (${ResourceStatus})`;

/** What stands without its stack. */
async function removeLeftovers({ clients, say }: RemovalSite, troubles: string[]): Promise<void> {
  if ((await describeStack(clients)) !== undefined) return;
  for (const bucket of bucketsIn(await tagged(clients))) {
    say('Delete', `the bucket ${bucket}, which no stack has any more`);
    await attempt(troubles, () => deleteBucket(bucket, clients));
  }
  await attempt(troubles, () => deleteCandidates(clients));
  await attempt(troubles, () => deleteSnapshots(clients));
  await attempt(troubles, () => deleteLogGroups(clients));
}

/**
 * By every way of asking; each may see what the others do not.
 * @param deleted resources of a stack that is gone: tags are told for a while of what CloudFormation has deleted
 */
async function countLeft(
  { clients }: Pick<RemovalSite, 'clients'>,
  deleted: readonly StackResourceSummary[],
): Promise<readonly string[]> {
  const gone = deleted.filter((one) => !isKept(one)).flatMap(({ PhysicalResourceId }) => PhysicalResourceId || []);
  const stack = await describeStack(clients);
  const resources = stack === undefined ? [] : await stackResources(clients);
  return [
    ...(stack === undefined ? [] : [`stack ${stack.StackName} (${stack.StackStatus})`]),
    ...resources.filter(isKept).map(sayResource),
    ...(await tagged(clients)).filter(
      (arn) => !gone.some((id) => arn === id || (/[:/]$/.test(arn.slice(0, -id.length)) && arn.endsWith(id))),
    ),
    ...(await databasesLeft(clients)),
    ...(await logGroups(clients)).map((name) => `log group ${name}`),
  ];
}

async function stopAll(stateMachineArn: string, { states }: Pick<Clients, 'states'>): Promise<void> {
  for (const executionArn of await new Executions(states, 0).running(stateMachineArn)) {
    await states.send(new StopExecutionCommand({ executionArn, cause: 'npm run aws-check removes its stack' }));
  }
}

/** They stand in the network of the stack. */
async function removeCandidates({ clients, secondsBetweenLooks, say }: RemovalSite): Promise<void> {
  const found = await deleteCandidates(clients);
  if (found === 0) return;
  say('Delete', `${found} databases that a drill was restoring`);
  const gone = async () => ((await candidates(clients)).length === 0 ? true : undefined);
  await waitFor('the deletion of restored databases', gone, { every: secondsBetweenLooks, atMost: CANDIDATES_WITHIN });
}

const physicalIds = (resources: readonly StackResourceSummary[], type: string): readonly string[] =>
  resources
    .filter(({ ResourceType, ResourceStatus }) => ResourceType === type && ResourceStatus !== 'DELETE_COMPLETE')
    .flatMap(({ PhysicalResourceId }) => PhysicalResourceId || []);

/** One that fails keeps no other from being removed; what is left is counted in the end. */
async function attempt(troubles: string[], act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    troubles.push((error as Error).message);
  }
}
