import type { StateOptions } from '../../../domain/objects/state';
import { type Archived, addArchived, archivedIn, assertCanThaw, isClass } from '../../../domain/objects/thaw';
import type { Thaw } from '../../../domain/workflow/workflow';
import { Objects } from '../objects';
import { type ArchivedSource, archivedSources } from './archived-sources';
import type { Engine } from './engine';

export interface ThawOutcome {
  /** Versions that were asked for now. */
  readonly asked: number;
  /** Asked for earlier, not readable yet. */
  readonly underWay: number;
  readonly bytes: number;
  readonly archives: Archived;
}

type ThawEngine = Pick<Engine, 'client' | 'source' | 'patiently'>;
type Listing = Pick<Engine, 'walk' | 'isSame' | 'tierOf'>;

/**
 * Asks for every archived version that the rewind would copy; hours later the rewind itself can run.
 * @throws InvalidRequest before anything is asked for, when the tier does not exist for one of them
 */
export async function thawSources(
  engine: ThawEngine & Listing,
  { thaw, ...options }: StateOptions & { readonly thaw: Thaw },
): Promise<ThawOutcome> {
  let archives: Archived = {};
  for await (const sources of archivedPages(engine, options)) archives = tallied(sources, archives);
  assertCanThaw(archives, thaw);
  const sum = { asked: 0, underWay: 0 };
  for await (const sources of archivedPages(engine, options)) {
    await Promise.all(
      sources.map(async (source) => {
        sum[(await askToThaw(engine, source, thaw)) ? 'asked' : 'underWay']++;
      }),
    );
  }
  return { ...sum, bytes: archivedIn(archives).bytes, archives };
}

async function* archivedPages(engine: Listing, options: StateOptions): AsyncGenerator<readonly ArchivedSource[]> {
  for await (const { decided } of engine.walk({ ...options, isSame: engine.isSame })) {
    yield [...(await archivedSources(decided, engine.tierOf)).values()].flat();
  }
}

export function tallied(sources: readonly ArchivedSource[], before: Archived = {}): Archived {
  return sources.reduce((sum, { archive, size }) => addArchived(sum, archive, { objects: 1, bytes: size }), before);
}

/** @returns false when it is under way already */
export async function askToThaw(
  { client, source, patiently }: ThawEngine,
  { key, versionId, archive }: ArchivedSource,
  { tier, days }: Thaw,
): Promise<boolean> {
  const objects = new Objects(client, source.bucket);
  // A tier of INTELLIGENT_TIERING refuses a number of days.
  return await patiently(() => objects.thaw(key, versionId, tier, isClass(archive) ? days : undefined));
}
