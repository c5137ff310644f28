import { withRemade } from '../../domain/database/parameter-groups';
import { type SettingRules, wantedSettings } from '../../domain/database/settings';
import { type Restoring, unusedCandidateTags } from '../../domain/workflow/candidates';
import type { Candidate, RemadeGroup } from '../../domain/workflow/workflow';
import type { RestoreOrder } from './database-kind';
import type { SourceDatabase } from './source-database';

/** The database of this candidate: like the source, and tagged as this run's. */
export function restoreOrder(
  restoring: Restoring,
  candidate: Candidate,
  { settings }: Pick<SourceDatabase, 'settings'>,
  rules: SettingRules,
  remade: readonly RemadeGroup[] = [],
): RestoreOrder {
  const { plan } = restoring;
  return {
    source: plan.sourceDatabase,
    identifier: candidate.databaseIdentifier,
    point: candidate.recoveryPoint,
    settings: withRemade(wantedSettings(rules, settings, plan.mode), remade),
    tags: unusedCandidateTags(restoring, candidate),
  };
}
