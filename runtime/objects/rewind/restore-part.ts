import type { ObjectAction } from '../../../domain/objects/action';
import type { EvidenceStore } from '../../evidence/evidence-store';
import { type ApplyWorld, applyActions, type Outcome } from './apply-actions';
import { partName, type RewindLayout } from './layout';

/** What one action part came to; a file of `results/`. */
export interface PartResult {
  readonly part: string;
  readonly copied: number;
  readonly marked: number;
  /** How many of these an earlier try had done. */
  readonly found: number;
  readonly failed: readonly FailedKey[];
}

export interface FailedKey {
  readonly key: string;
  readonly error: string;
  /** A writer writes although writes are frozen. */
  readonly escaped?: true;
  /** The version to copy from is not there any more. */
  readonly gone?: true;
}

/** A line of `written/`: what now stands at the key, by this run. */
export interface WrittenLine {
  readonly key: string;
  readonly versionId: string;
}

/** Carries out one action part and leaves its result; run again it writes to no key that is done. */
export async function restorePart(
  world: ApplyWorld & { readonly evidence: EvidenceStore },
  layout: RewindLayout,
  actionKey: string,
): Promise<PartResult> {
  const part = partName(actionKey);
  const actions: ObjectAction[] = [];
  for await (const line of world.evidence.readLines(actionKey)) actions.push(JSON.parse(line) as ObjectAction);
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
