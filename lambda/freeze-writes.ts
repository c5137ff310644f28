import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { ErrorName, PegasusError } from '../domain/errors';
import type { Traffic } from '../domain/traffic';
import type { Freeze, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { TrafficParameter } from './clients/traffic';
import { type FreezeRecord, freezeKey, recordedFreeze } from './freeze-record';
import { environment, type StepInvocation, stepHandler } from './step';

/** What the construct puts into this handler's environment. */
export interface FreezeWritesEnvironment {
  readonly TRAFFIC_PARAMETER: string;
}

export type FreezeWritesInput = Pick<Workflow, 'plan'>;

/** What FreezeWrites needs of the world. */
export interface FreezeWritesWorld {
  readonly traffic: Pick<TrafficParameter, 'read' | 'set'>;
  readonly evidence: Pick<Evidence, 'createJson' | 'getJson'>;
}

/**
 * Records what traffic was, once, then freezes it under the next generation. A retry finds the record and never
 * overwrites it: by then the parameter says `frozen`, which is not what was there before.
 */
export async function freezeWrites(
  { plan, step }: FreezeWritesInput & StepInvocation,
  { traffic, evidence }: FreezeWritesWorld,
): Promise<Freeze> {
  const { mode, generation } = await traffic.read();
  const record: FreezeRecord = { prior: { mode, generation }, recordedAt: step.enteredAt };
  const created = await evidence.createJson(freezeKey(plan), record);
  const { prior } = created ? record : ((await recordedFreeze(plan, evidence)) ?? record);

  const wanted: Traffic = { mode: 'frozen', generation: prior.generation + 1 };
  const found = await traffic.set(wanted);
  if (found.mode !== wanted.mode || found.generation !== wanted.generation) {
    throw new PegasusError(
      ErrorName.FREEZE_FAILED,
      `The traffic parameter was set to frozen, generation ${wanted.generation}, and says ${found.mode}, generation ` +
        `${found.generation}: somebody else writes it too. Stop that, then start again.`,
    );
  }
  return { frozenAt: found.since ?? step.enteredAt, priorMode: prior.mode, generation: wanted.generation };
}

export const handler = stepHandler<FreezeWritesInput, Freeze>('FreezeWrites', (input) => {
  const { TRAFFIC_PARAMETER } = environment<FreezeWritesEnvironment>({ TRAFFIC_PARAMETER: 'required' });
  return freezeWrites(input, {
    traffic: new TrafficParameter(new SSMClient({}), TRAFFIC_PARAMETER),
    evidence: new Evidence(new S3Client({}), input.plan.evidence.bucket),
  });
});
