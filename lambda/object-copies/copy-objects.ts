import type { ObjectCopyWorkflow } from '../../domain/objects/object-copy-workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { restorePart } from '../../runtime/objects/rewind/restore-part';
import { SealedEvidence } from '../../runtime/objects/rewind/sealed-evidence';
import { stepHandler } from '../step-handler';

export type CopyObjectsInput = Pick<ObjectCopyWorkflow, 'objectCopy'> & {
  /** One object of `objectCopy.actions`, as ListObjectsV2 gives it. */
  readonly part: { readonly Key: string };
};

/**
 * CopyObjects, once for each action part: copies objects to the dated prefix, inside the store. Run again it finds done
 * what is done.
 */
export const handler = stepHandler<CopyObjectsInput, number>('CopyObjects', async (input) => {
  const client = storeClient();
  const { source, into, evidence } = input.objectCopy;
  const engine = rewindEngine(client, { evidence: new Evidence(client, evidence.bucket), source, into });
  return await copyObjects(engine, input);
});

/**
 * @returns how many keys failed; they are listed in the part's result. Where no versions are kept, an object that was
 * deleted since the plan is none of them.
 */
export async function copyObjects(engine: Engine, { objectCopy, part }: CopyObjectsInput): Promise<number> {
  const layout = layoutBelow(objectCopy.evidence.prefix);
  const evidence = new SealedEvidence(engine.evidence, layout, { plan: objectCopy.sealed });
  const { failed } = await restorePart({ ...engine, evidence }, layout, part.Key);
  return failed.filter(({ gone }) => objectCopy.exact || !gone).length;
}
