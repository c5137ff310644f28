import { countsOf, miscounted } from '../../domain/objects/counted';
import { candidateOf } from '../../domain/workflow/candidates';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { lostKeys } from '../../domain/workflow/losses';
import type { ObjectsVerified, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { decidedByName } from '../../runtime/objects/rewind/named-uploads';
import { referencedKeys } from '../../runtime/objects/rewind/resolve-ambiguous';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { namedExample, verifyRewind } from '../../runtime/objects/rewind/verify';
import { acceptedLosses } from '../../runtime/references/losses';
import { stepHandler } from '../step-handler';
import { objectMoment } from './plan-objects';

export type VerifyObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'candidate' | 'objectPlan'> &
  Partial<Pick<Workflow, 'proof' | 'objectsVerified' | 'acceptedLosses'>>;

/**
 * VerifyObjects: lists the bucket again; the plan for the same time must be empty. Reads only. Called again while
 * `complete` is false: a bucket may take longer to list than a function may run.
 */
export const handler = stepHandler<VerifyObjectsInput & Pick<Workflow, 'execution'>, ObjectsVerified>(
  'VerifyObjects',
  async (input, context) => {
    const client = storeClient();
    const evidence = evidenceOf(input, client);
    return await verifyObjects(
      rewindEngine(client, { evidence, source: input.plan.objects }),
      input,
      () => timeLeft(context, 'ending') > 0,
      lostKeys(await acceptedLosses(input.acceptedLosses, evidence)),
    );
  },
);

/**
 * @param lost keys that were accepted as lost: what stands at them is left as it is
 * @throws ObjectsDiffer naming the first other keys that are not as they were
 * @throws ObjectsNotRestored when what was seen is not what was planned
 */
export async function verifyObjects(
  engine: Engine,
  { plan, attempt, candidate, objectPlan, proof, objectsVerified }: VerifyObjectsInput,
  hasTime: () => boolean,
  lost: ReadonlySet<string> = new Set(),
): Promise<ObjectsVerified> {
  const layout = rewindLayout(plan.evidence, attempt);
  const moment = objectMoment({ plan, candidate });
  const named = decidedByName(plan.named);
  const isReferenced = (key: string) => referenced.has(key) || named.isReferenced(key) === true;
  const resume = objectsVerified !== undefined;
  const leavesAlone = (key: string) => lost.has(key);
  const digests = { plan: (proof ?? objectPlan).sealed, verification: objectsVerified?.cursor };
  const evidence = new SealedEvidence(engine.evidence, layout, digests);
  const referenced = await referencedKeys(evidence, layout);
  const found = await verifyRewind(
    { ...engine, evidence },
    { layout, ...moment, ...named, isReferenced, leavesAlone, hasTime, resume },
  );
  if (found.remaining + found.differing > 0) {
    throw new PegasusError(
      ErrorName.OBJECTS_DIFFER,
      `${found.remaining} keys are not as they were at ${candidateOf(plan, candidate).objectTime} and ${found.differing} of ${found.compared} compared copies differ from their source: ${found.examples.map(namedExample).join(', ')}. Start the restore again: it goes on where this one stands.`,
    );
  }
  const { complete, versionsListed, remaining, copied, marked } = found;
  // What rows have resolved was added to the plan later; lost ones could not be carried out.
  const copy = objectPlan.copy + found.addedByRows - found.leftAlone;
  const planned = { keys: objectPlan.keys, copy, mark: objectPlan.mark };
  // Objects that stay as they are may grow: nothing was planned for them.
  const claimed = complete && plan.scope !== 'database';
  const wrong = claimed ? miscounted(countsOf({ planned, done: { copied, marked }, seen: found })) : [];
  if (wrong.length > 0) {
    throw new PegasusError(
      ErrorName.OBJECTS_NOT_RESTORED,
      `The bucket looks as at ${candidateOf(plan, candidate).objectTime}, but the counts do not agree: ${wrong.join('; ')}. Look at s3://${objectPlan.results.bucket}/${objectPlan.results.prefix}, then start the restore again: it goes on where this one stands.`,
    );
  }
  const { verification: cursor } = evidence;
  const recomputed = { looked: found.compared, of: found.copies.found };
  return { complete, ...(complete ? { recomputed } : { cursor }), versionsListed, remaining, copied, marked };
}
