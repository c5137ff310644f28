import { withoutLoosening } from '../../domain/database/loosening-parameters';
import { parameterFamily, remadeName } from '../../domain/database/parameter-groups';
import { type Restoring, unusedCandidateTags } from '../../domain/workflow/candidates';
import type { Candidate, RemadeGroup } from '../../domain/workflow/workflow';
import type { DatabaseKind } from './database-kind';
import type { SourceDatabase } from './source-database';

/**
 * The parameter groups of a source that is gone may be gone, too: RDS keeps a group only as long as a database uses it.
 * Those of its last manifest that are missing are made again with their values, under names of this candidate's; but for
 * values by which the database would be less protected.
 */
export async function remakeParameterGroups(
  { parameterGroups, settings }: Pick<SourceDatabase, 'parameterGroups' | 'settings'>,
  restoring: Restoring,
  candidate: Candidate,
  groups: DatabaseKind['groups'],
): Promise<readonly RemadeGroup[]> {
  const remade: RemadeGroup[] = [];
  for (const [index, { of, name, values }] of parameterGroups.entries()) {
    if (groups === undefined || (await groups.find(of, name)) !== undefined) continue;
    const { kept, leftOut } = withoutLoosening(values);
    const as = remadeName(candidate.databaseIdentifier, index);
    await groups.make({
      of,
      name: as,
      values: kept,
      family: parameterFamily(settings),
      tags: unusedCandidateTags(restoring, candidate),
    });
    remade.push({ of, name, as, ...(leftOut.length > 0 && { leftOut }) });
  }
  return remade;
}
