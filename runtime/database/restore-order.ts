import { type RemadeGroup, withRemade } from '../../domain/database/parameter-groups';
import { wantedSettings } from '../../domain/database/settings';
import { candidateTags } from '../../domain/workflow/candidates';
import type { Candidate, RestorePlan } from '../../domain/workflow/workflow';
import type { DatabaseKind, RestoreOrder } from './database-kind';
import type { Manifests } from './manifests';
import { sourceDatabase } from './source-database';

/** The database of this candidate: like the source, and tagged as this run's. */
export async function restoreOrder(
  plan: RestorePlan,
  candidate: Candidate,
  databases: Pick<DatabaseKind, 'rules' | 'describe'>,
  manifests: Pick<Manifests, 'lastOf'>,
  remade: readonly RemadeGroup[] = [],
): Promise<RestoreOrder> {
  const source = await sourceDatabase(plan.sourceDatabase, databases, manifests);
  return {
    source: plan.sourceDatabase,
    identifier: candidate.databaseIdentifier,
    point: candidate.recoveryPoint,
    settings: withRemade(wantedSettings(databases.rules, source.settings, plan.mode), remade),
    tags: candidateTags(plan, candidate),
  };
}
