import { foreignSettings, NOTHING_KNOWN } from '../../domain/database/known-source';
import { type DatabaseManifest, manifestKey } from '../../domain/database/manifest';
import { unusable } from '../evidence/unusable';
import type { DatabaseKind } from './database-kind';
import type { Manifests } from './manifests';

/**
 * The last manifest of a source that is gone, of which nothing else says what it was.
 * @throws EvidenceUnusable where it would open the restored database to others than the template does
 */
export async function lastManifest(
  identifier: string,
  resourceId: string | undefined,
  manifests: Pick<Manifests, 'lastOf'>,
  { known = NOTHING_KNOWN }: Pick<DatabaseKind, 'known'>,
): Promise<DatabaseManifest | undefined> {
  const last = await manifests.lastOf(identifier, resourceId);
  const foreign = last === undefined ? [] : foreignSettings(last.settings, known);
  if (last === undefined || foreign.length === 0) return last;
  throw unusable(manifestKey(last), `says of the source what its stack does not (${foreign.join('; ')})`);
}
