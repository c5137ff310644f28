import { isArchived } from '../../domain/object-plan';
import type { StateOptions } from '../../domain/object-state';
import { Objects } from '../clients/objects';
import type { Engine } from './engine';

export interface ThawOutcome {
  /** Versions that were asked for now. */
  readonly asked: number;
  /** Asked for earlier, not readable yet. */
  readonly underWay: number;
  readonly bytes: number;
}

/** Asks for every archived version that the rewind would copy; hours later the rewind itself can run. */
export async function thawSources(
  engine: Engine,
  options: StateOptions & { readonly days: number },
): Promise<ThawOutcome> {
  const objects = new Objects(engine.client, engine.source.bucket);
  const sum = { asked: 0, underWay: 0, bytes: 0 };
  for await (const { decided } of engine.walk({ ...options, isSame: engine.isSame })) {
    const archived = decided.flatMap(({ state, decision }) =>
      decision.outcome === 'act' && state.wanted !== null && isArchived(state.wanted) ? [state.wanted] : [],
    );
    await Promise.all(
      archived.map(async ({ key, versionId, size }) => {
        const asked = await engine.patiently(() => objects.thaw(key, versionId, options.days));
        sum[asked ? 'asked' : 'underWay']++;
        sum.bytes += size;
      }),
    );
  }
  return sum;
}
