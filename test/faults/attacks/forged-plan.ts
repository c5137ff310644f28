import { AddTagsToResourceCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { CANDIDATE_TAG, unusedCandidateTags } from '../../../domain/workflow/candidates';
import type { RestorePlan } from '../../../domain/workflow/workflow';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import type { Rig } from '../rig/rig';
import { type Stage, tryOut } from '../rig/trial';

/**
 * As found: the production database, which an earlier restore may have made, is a drill's candidate by a plan that lies
 * in the evidence before an execution of that name is started with `{}`.
 */
export async function forgedPlan(
  rig: Rig,
): Promise<{ stages: readonly Stage[]; untouched: { there: boolean; deletionProtection: boolean | undefined } }> {
  const { stage, installation } = rig.production;
  const look = async () => {
    const { DBInstances = [] } = await stage.rds.send(new DescribeDBInstancesCommand({}));
    return DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === stage.databaseIdentifier);
  };
  const name = 'x1';
  const arn = `${installation.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const [candidate] = PLAN.candidates;
  const plan: RestorePlan = {
    ...PLAN,
    runId: name,
    mode: 'drill',
    sourceDatabase: { identifier: 'the-database-before', resourceId: 'db-0' },
    evidence: { bucket: installation.evidenceBucket, prefix: `runs/${name}/` },
    candidates: [{ ...candidate!, databaseIdentifier: stage.databaseIdentifier }],
  };
  const execution = { id: arn, name, startedAt: new Date().toISOString() };
  const tags = { ...unusedCandidateTags({ plan, execution }, candidate!), [CANDIDATE_TAG]: 'drill' };
  const arrange = async () => {
    const ResourceName = (await look())?.DBInstanceArn;
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await stage.rds.send(new AddTagsToResourceCommand({ ResourceName, Tags }));
    await rig.putEvidence(`runs/${name}/plan.json`, JSON.stringify({ version: 2, plan, execution }));
  };
  const { stages } = await tryOut(rig, { request: '{}', name, arrange });
  const found = await look();
  return { stages, untouched: { there: found !== undefined, deletionProtection: found?.DeletionProtection } };
}
