import type { SnapshotWorkflow } from '../../domain/objects/object-copy-workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { restorePart } from '../../runtime/objects/rewind/restore-part';
import { stepHandler } from '../step-handler';

export type CopySnapshotInput = Pick<SnapshotWorkflow, 'snapshot'> & {
  /** One object of `snapshot.actions`, as ListObjectsV2 gives it. */
  readonly part: { readonly Key: string };
};

/**
 * CopySnapshot, once for each action part: copies objects to the dated prefix, inside the store. Run again it finds done
 * what is done.
 */
export const handler = stepHandler<CopySnapshotInput, number>('CopySnapshot', async (input) => {
  const client = storeClient();
  const { source, into, evidence } = input.snapshot;
  const engine = rewindEngine(client, { evidence: new Evidence(client, evidence.bucket), source, into });
  return await copySnapshot(engine, input);
});

/**
 * @returns how many keys failed; they are listed in the part's result. Where no versions are kept, an object that was
 * deleted since the plan is none of them.
 */
export async function copySnapshot(engine: Engine, { snapshot, part }: CopySnapshotInput): Promise<number> {
  const { failed } = await restorePart(engine, layoutBelow(snapshot.evidence.prefix), part.Key);
  return failed.filter(({ gone }) => snapshot.exact || !gone).length;
}
