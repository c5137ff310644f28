import type { PlanCounts } from '../../../domain/objects/plan';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { Engine } from './engine';
import type { RewindLayout } from './layout';
import { planRewind } from './plan';
import { restorePart } from './restore-part';
import type { PartResult } from './stored-lines';
import { planUndo, type UndoEngine, type UndoOutcome } from './undo';
import { type VerifyOutcome, verifyRewind } from './verify';
import type { VerifyOptions } from './verify-shard';

export interface RewindOptions {
  readonly layout: RewindLayout;
  /** T, milliseconds, whole seconds. */
  readonly at: number;
  readonly multipartWindow?: number;
  /** @default 8 */
  readonly listers?: number;
  readonly deep?: VerifyOptions['deep'];
  readonly onPlan?: (counts: PlanCounts) => void;
  readonly onPart?: (result: PartResult) => void;
}

export interface RewindOutcome {
  readonly plan: PlanCounts;
  readonly parts: readonly PartResult[];
  readonly verified: VerifyOutcome;
}

/** Plans, applies and verifies in one process: the state machine's three steps for the drill and the command line. */
export async function rewind(engine: Engine, options: RewindOptions): Promise<RewindOutcome> {
  const { layout, at, multipartWindow, listers = 8, deep } = options;
  const { counts } = await planRewind(
    { ...engine, hasTime: () => true, onProgress: options.onPlan },
    { layout, at, multipartWindow, listers, resume: false },
  );
  const parts = await applyParts(engine, layout, counts, options.onPart);
  const verified = await verifyRewind(engine, { layout, at, multipartWindow, deep });
  return { plan: counts, parts, verified };
}

/** Parts that are carried out at once: the next one fills the engine's limit while the last keys of this one end. */
const PARTS_AT_ONCE = 3;

/**
 * Carries out all action parts.
 * @param planned what the plan counted: each of its actions must have an outcome
 * @throws EvidenceUnusable before anything is written, when a part is missing, or was added since the plan
 * @throws ObjectsNotRestored when parts of the plan were not found
 */
export async function applyParts(
  engine: Engine,
  layout: RewindLayout,
  planned: Pick<PlanCounts, 'copy' | 'mark'>,
  onPart?: (result: PartResult) => void,
): Promise<readonly PartResult[]> {
  await engine.evidence.assertWhole?.(layout.actions);
  const results: PartResult[] = [];
  const parts = engine.evidence.list(layout.actions)[Symbol.asyncIterator]();
  const lane = async () => {
    for (let part = await parts.next(); !part.done; part = await parts.next()) {
      const result = await restorePart(engine, layout, part.value.key);
      results.push(result);
      onPart?.(result);
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane));
  const wanted = planned.copy + planned.mark;
  const seen = results.reduce((sum, { copied, marked, failed }) => sum + copied + marked + failed.length, 0);
  if (seen !== wanted) {
    throw new PegasusError(
      ErrorName.OBJECTS_NOT_RESTORED,
      `${wanted} actions were planned, and ${seen} carried out: look for the missing parts in ${layout.actions}, then start again.`,
    );
  }
  return results;
}

export interface UndoneOutcome extends UndoOutcome {
  readonly parts: readonly PartResult[];
  /** Keys that still are not what they were before the run. */
  readonly remaining: number;
}

/** Brings back what was there before a run, and looks again. */
export async function undo(
  engine: UndoEngine,
  run: RewindLayout,
  layout: RewindLayout,
  onPart?: (result: PartResult) => void,
): Promise<UndoneOutcome> {
  const planned = await planUndo(engine, run, layout);
  const parts = await applyParts(engine, layout, planned.counts, onPart);
  const { counts } = await planUndo(engine, run);
  return { ...planned, parts, remaining: counts.copy + counts.mark };
}
