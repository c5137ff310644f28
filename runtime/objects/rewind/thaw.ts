import type { StateOptions } from '../../../domain/objects/state';
import { Objects } from '../objects';
import { archivedSources } from './archived-sources';
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
    const archived = [...(await archivedSources(decided, engine.isInArchiveTier))].map(({ state }) => state.wanted!);
    await Promise.all(
      archived.map(async ({ key, versionId, size, storageClass }) => {
        // From its archive tiers INTELLIGENT_TIERING moves an object for good, and refuses a number of days.
        const days = storageClass === 'INTELLIGENT_TIERING' ? undefined : options.days;
        const asked = await engine.patiently(() => objects.thaw(key, versionId, days));
        sum[asked ? 'asked' : 'underWay']++;
        sum.bytes += size;
      }),
    );
  }
  return sum;
}
