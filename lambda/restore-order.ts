import { candidateTags } from '../domain/candidates';
import { wantedSettings } from '../domain/database-configuration';
import { type RemadeGroup, withRemade } from '../domain/parameter-groups';
import type { Candidate, RestorePlan } from '../domain/workflow';
import type { Manifests } from './clients/manifests';
import type { DatabaseKind, RestoreOrder } from './databases/database-kind';
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
