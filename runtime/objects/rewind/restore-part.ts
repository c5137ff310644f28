import type { ObjectAction } from '../../../domain/objects/action';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { parsedLines } from '../../evidence/parsed-lines';
import { type ApplyWorld, applyActions, type Outcome } from './apply-actions';
import { partName, type RewindLayout } from './layout';
import { assertInScope, type Scope } from './scope';
import { type FailedKey, type PartResult, parseAction, type WrittenLine } from './stored-lines';

/**
 * Carries out one action part and leaves its result; run again it writes to no key that is done.
 * @throws EvidenceUnusable before anything is written, when the part is not as it was planned, or leads out of the scope
 */
export async function restorePart(
  world: ApplyWorld & Scope & { readonly evidence: EvidenceStore },
  layout: RewindLayout,
  actionKey: string,
): Promise<PartResult> {
  const part = partName(actionKey);
  const actions: ObjectAction[] = [];
  for await (const action of parsedLines(world.evidence, actionKey, parseAction)) actions.push(action);
  assertInScope(actions, actionKey, world);
  const outcomes = await applyActions(world, actions);
  const result = summary(part, actions, outcomes);
  await world.evidence.putText(`${layout.written}${part}.jsonl`, written(actions, outcomes), 'application/x-ndjson');
  await world.evidence.putJson(`${layout.results}${part}.json`, result);
  return result;
}

function summary(part: string, actions: readonly ObjectAction[], outcomes: readonly Outcome[]): PartResult {
  const failed = actions.flatMap(({ key }, i): FailedKey[] => {
    const outcome = outcomes[i]!;
    return outcome.outcome === 'failed'
      ? [{ key, error: outcome.error, ...(outcome.escaped && { escaped: true }), ...(outcome.gone && { gone: true }) }]
      : [];
  });
  const copied = outcomes.filter(({ outcome }) => outcome === 'copied').length;
  const found = outcomes.filter((outcome) => outcome.outcome !== 'failed' && outcome.found).length;
  return { part, copied, marked: actions.length - copied - failed.length, found, failed };
}

function written(actions: readonly ObjectAction[], outcomes: readonly Outcome[]): string {
  return actions
    .flatMap(({ key }, i) => {
      const outcome = outcomes[i]!;
      if (outcome.outcome === 'failed') return [];
      return [JSON.stringify({ key, versionId: outcome.versionId } satisfies WrittenLine) + '\n'];
    })
    .join('');
}
