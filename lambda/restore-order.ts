import { candidateTags } from '../domain/candidates';
import { wantedSettings } from '../domain/database-configuration';
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
): Promise<RestoreOrder> {
  const source = await sourceDatabase(plan.sourceDatabase, databases, manifests);
  return {
    source: plan.sourceDatabase,
    identifier: candidate.databaseIdentifier,
    point: candidate.recoveryPoint,
    settings: wantedSettings(databases.rules, source.settings, plan.mode),
    tags: candidateTags(plan, candidate),
  };
}
