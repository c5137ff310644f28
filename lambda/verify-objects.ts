import { ErrorName, PegasusError } from '../domain/errors';
import { seconds } from '../domain/target-time';
import type { ObjectsVerified, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { objectTime } from './plan-objects';
import { type Engine, rewindEngine, storeClient } from './rewind/engine';
import { rewindLayout } from './rewind/layout';
import { settledKeys } from './rewind/settle';
import { verifyRewind } from './rewind/verify';
import { stepHandler } from './step';

export type VerifyObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'objectPlan'>;

/** VerifyObjects: lists the bucket again; the plan for the same time must be empty. Reads only. */
export const handler = stepHandler<VerifyObjectsInput, ObjectsVerified>('VerifyObjects', async (input) => {
  const client = storeClient();
  const evidence = new Evidence(client, input.plan.evidence.bucket);
  return await verifyObjects(rewindEngine(client, { evidence, source: input.plan.objects }), input);
});

/** @throws ObjectsDiffer naming the first keys that are not as they were */
export async function verifyObjects(
  engine: Engine,
  { plan, attempt, candidate }: Pick<Workflow, 'plan' | 'attempt' | 'candidate'>,
): Promise<ObjectsVerified> {
  const layout = rewindLayout(plan.evidence, attempt);
  const at = objectTime({ plan, candidate });
  const settled = await settledKeys(engine.evidence, layout);
  const found = await verifyRewind(engine, { layout, at, isReferenced: (key) => settled.has(key) });
  if (found.remaining + found.differing > 0) {
    throw new PegasusError(
      ErrorName.OBJECTS_DIFFER,
      `${found.remaining} keys are not as they were at ${seconds(at)} and ${found.differing} of ${found.compared} compared copies differ from their source: ${found.examples.join(', ')}. Start the restore again: it goes on where this one stands.`,
    );
  }
  const { versionsListed, remaining, copied, marked } = found;
  return { versionsListed, remaining, copied, marked };
}
