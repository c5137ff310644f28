import type { S3Client } from '@aws-sdk/client-s3';
import { countsOf, miscounted } from '../../domain/objects/counted';
import {
  type ObjectCopyTask,
  type ObjectCopyVerified,
  type ObjectCopyWorkflow,
  provedAt,
} from '../../domain/objects/object-copy-workflow';
import { MULTIPART_WINDOW_MS } from '../../domain/objects/state';
import { seconds } from '../../domain/request/target-time';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { Evidence } from '../../runtime/evidence/evidence';
import { timeLeft } from '../../runtime/execution/lambda-context';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { writeManifest } from '../../runtime/objects/rewind/object-copy-manifest';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { namedExample, resultTotals, verifyRewind } from '../../runtime/objects/rewind/verify';
import { stepHandler } from '../step-handler';

export type VerifyObjectCopyInput = Pick<ObjectCopyWorkflow, 'objectCopy'> &
  Partial<Pick<ObjectCopyWorkflow, 'verified'>>;

/**
 * VerifyObjectCopy: lists both locations again; nothing may be left to copy, and a sample of the copies must be what
 * their sources are. Only then the manifest is written. Called again while `complete` is false.
 */
export const handler = stepHandler<VerifyObjectCopyInput, ObjectCopyVerified>(
  'VerifyObjectCopy',
  async (input, context) => {
    const client = storeClient();
    const { source, into, evidence } = input.objectCopy;
    const engine = rewindEngine(client, { evidence: new Evidence(client, evidence.bucket), source, into });
    return await verifyObjectCopy(engine, input, () => timeLeft(context, 'ending') > 0);
  },
);

/** @throws ObjectCopyIncomplete naming the first keys that are not in the object copy as they were */
export async function verifyObjectCopy(
  engine: Engine & { readonly client: S3Client },
  { objectCopy, verified }: VerifyObjectCopyInput,
  hasTime: () => boolean,
): Promise<ObjectCopyVerified> {
  const { source, into, at, exact } = objectCopy;
  const task: ObjectCopyTask = { source, into, at, exact };
  const layout = layoutBelow(objectCopy.evidence.prefix);
  const digests = { plan: objectCopy.sealed, verification: verified?.cursor };
  const evidence = new SealedEvidence(engine.evidence, layout, digests);
  const found = await verifyRewind(
    { ...engine, evidence },
    {
      layout,
      at: provedAt(task),
      multipartWindow: MULTIPART_WINDOW_MS,
      isReferenced: () => true,
      allowLateUploads: true,
      hasTime,
      resume: verified !== undefined,
    },
  );
  const { complete, versionsListed, remaining, differing, compared, late, examples } = found;
  if (remaining + differing > 0) {
    throw new PegasusError(
      ErrorName.OBJECT_COPY_INCOMPLETE,
      `${remaining} objects are not in s3://${into.bucket}/${into.prefix} as they were at ${at}, and ${differing} of ${compared} compared copies differ from their source: ${examples.map(namedExample).join(', ')}. Start the object copy again: it goes on where this one stands.`,
    );
  }
  const { gone } = await resultTotals(engine.evidence, layout);
  let objects = objectCopy.keys - gone;
  const planned = { keys: objectCopy.keys, copy: objectCopy.copy - (exact ? 0 : gone), mark: 0 };
  const wrong = complete ? miscounted(countsOf({ planned, done: found, seen: found }, exact)) : [];
  if (wrong.length > 0) {
    throw new PegasusError(
      ErrorName.OBJECT_COPY_INCOMPLETE,
      `The counts of s3://${into.bucket}/${into.prefix} do not agree: ${wrong.join('; ')}. Start the object copy again: it goes on where this one stands.`,
    );
  }
  if (complete) {
    const verifiedAt = seconds(await engine.history.now());
    ({ objects } = await writeManifest(engine.client, { ...task, late, verifiedAt }));
  }
  const { verification: cursor } = evidence;
  return { complete, ...(!complete && { cursor }), versionsListed, objects, compared };
}
