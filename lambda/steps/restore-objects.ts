import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { lostKeys } from '../../domain/workflow/losses';
import { named } from '../../domain/workflow/named';
import type { AcceptedLosses, Workflow } from '../../domain/workflow/workflow';
import { evidenceOf } from '../../runtime/evidence/evidence';
import { type Engine, rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { rewindLayout } from '../../runtime/objects/rewind/layout';
import { restorePart } from '../../runtime/objects/rewind/restore-part';
import { asPlanned } from '../../runtime/objects/rewind/sealed-evidence';
import { acceptedLosses } from '../../runtime/references/losses';
import { stepHandler } from '../step-handler';

export type RestoreObjectsInput = Pick<Workflow, 'plan' | 'attempt' | 'objectPlan'> &
  Partial<Pick<Workflow, 'proof'>> & {
    readonly acceptedLosses?: AcceptedLosses | null;
    /** One object of `objectPlan.actions`, as ListObjectsV2 gives it. */
    readonly part: { readonly Key: string };
  };

/**
 * RestoreObjects, once for each action part: copies old versions on top and writes delete markers, only over what the
 * plan saw. It never deletes a version, and has no right to. Run again it finds done what is done.
 */
export const handler = stepHandler<RestoreObjectsInput & Pick<Workflow, 'execution'>, number>(
  'RestoreObjects',
  async (input) => {
    const client = storeClient();
    const evidence = evidenceOf(input, client);
    const lost = lostKeys(await acceptedLosses(input.acceptedLosses, evidence));
    return await restoreObjects(rewindEngine(client, { evidence, source: input.plan.objects }), input, lost);
  },
);

/**
 * @param lost keys that were accepted as lost: their failure is no failure of the run
 * @returns how many others failed; all are listed in the part's result
 * @throws EvidenceUnusable when the part is not as it was planned: nothing of it is carried out
 * @throws FreezeEscaped when a key was written to since the plan was made
 */
export async function restoreObjects(
  engine: Engine,
  { part, ...run }: RestoreObjectsInput,
  lost: ReadonlySet<string> = new Set(),
): Promise<number> {
  const evidence = asPlanned(engine.evidence, run);
  const layout = rewindLayout(run.plan.evidence, run.attempt);
  const { failed } = await restorePart({ ...engine, evidence }, layout, part.Key);
  const escaped = failed.filter((key) => key.escaped);
  if (escaped.length > 0) {
    throw new PegasusError(
      ErrorName.FREEZE_ESCAPED,
      `${escaped.length} keys were written to after the plan was made, the first is \`${named(escaped[0]!.key)}\`: find and stop the writer, then start again.`,
    );
  }
  return failed.filter(({ key }) => !lost.has(key)).length;
}
