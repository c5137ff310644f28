import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Workflow } from '../../domain/workflow/workflow';
import { Evidence } from '../../runtime/evidence/evidence';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { restorePart } from '../../runtime/objects/rewind/restore-part';
import { stepHandler } from '../step-handler';

export type RestoreObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'objectPlan'> & {
  /** One object of `objectPlan.actions`, as ListObjectsV2 gives it. */
  readonly part: { readonly Key: string };
};

/**
 * RestoreObjects, once for each action part: copies old versions on top and writes delete markers, only over what the
 * plan saw. It never deletes a version, and has no right to. Run again it finds done what is done.
 */
export const handler = stepHandler<RestoreObjectsInput, number>('RestoreObjects', async (input) => {
  const client = storeClient();
  const evidence = new Evidence(client, input.plan.evidence.bucket);
  return await restoreObjects(rewindEngine(client, { evidence, source: input.plan.objects }), input);
});

/**
 * @returns how many keys failed; they are listed in the part's result
 * @throws FreezeEscaped when a key was written to since the plan was made
 */
export async function restoreObjects(
  engine: Engine,
  { plan, attempt, part }: Omit<RestoreObjectsInput, 'objectPlan'>,
): Promise<number> {
  const { failed } = await restorePart(engine, rewindLayout(plan.evidence, attempt), part.Key);
  const escaped = failed.filter((key) => key.escaped);
  if (escaped.length > 0) {
    throw new PegasusError(
      ErrorName.FREEZE_ESCAPED,
      `${escaped.length} keys were written to after the plan was made, the first is \`${escaped[0]!.key}\`: find and stop the writer, then start again.`,
    );
  }
  return failed.length;
}
