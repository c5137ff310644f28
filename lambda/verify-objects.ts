import { ErrorName, PegasusError } from '../domain/errors';
import { seconds } from '../domain/target-time';
import type { ObjectsVerified, Workflow } from '../domain/workflow';
import { Evidence } from './clients/evidence';
import { objectTime } from './plan-objects';
import { type Engine, rewindEngine, storeClient } from './rewind/engine';
import { timeIn } from './rewind/lambda-time';
import { rewindLayout } from './rewind/layout';
import { settledKeys } from './rewind/settle';
import { verifyRewind } from './rewind/verify';
import { stepHandler } from './step';

export type VerifyObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate'> &
  Partial<Pick<Workflow, 'objectsVerified'>>;

/**
 * VerifyObjects: lists the bucket again; the plan for the same time must be empty. Reads only. Called again while
 * `complete` is false: a bucket may take longer to list than a function may run.
 */
export const handler = stepHandler<VerifyObjectsInput, ObjectsVerified>('VerifyObjects', async (input, context) => {
  const client = storeClient();
  const evidence = new Evidence(client, input.plan.evidence.bucket);
  return await verifyObjects(rewindEngine(client, { evidence, source: input.plan.objects }), input, timeIn(context));
});

/** @throws ObjectsDiffer naming the first keys that are not as they were */
export async function verifyObjects(
  engine: Engine,
  { plan, attempt, candidate, objectsVerified }: VerifyObjectsInput,
  hasTime: () => boolean,
): Promise<ObjectsVerified> {
  const layout = rewindLayout(plan.evidence, attempt);
  const at = objectTime({ plan, candidate });
  const settled = await settledKeys(engine.evidence, layout);
  const isReferenced = (key: string) => settled.has(key);
  const resume = objectsVerified !== undefined;
  const found = await verifyRewind(engine, { layout, at, isReferenced, hasTime, resume });
  if (found.remaining + found.differing > 0) {
    throw new PegasusError(
      ErrorName.OBJECTS_DIFFER,
      `${found.remaining} keys are not as they were at ${seconds(at)} and ${found.differing} of ${found.compared} compared copies differ from their source: ${found.examples.join(', ')}. Start the restore again: it goes on where this one stands.`,
    );
  }
  const { complete, versionsListed, remaining, copied, marked } = found;
  return { complete, versionsListed, remaining, copied, marked };
}
