import { compareDependents } from '../../domain/database/dependents';
import type { DependentsCompared } from '../../domain/workflow/workflow';
import { digestOf } from '../evidence/digest';
import type { Evidence } from '../evidence/evidence';
import type { FoundDatabase } from './database-kind';
import type { Dependents } from './dependents';
import type { SourceDatabase } from './source-database';

export interface CompareDependentsWorld {
  readonly dependents: Pick<Dependents, 'of'>;
  readonly evidence: Pick<Evidence, 'putJson'>;
  /** The restored database takes the name of the source at the cut-over. */
  readonly renamedAtCutOver: boolean;
}

/**
 * What leads to the source and will not follow the application, written to `detail`. What cannot be found out is said
 * and stops no restore: no data depends on it.
 */
export async function compareDependentsOf(
  source: Pick<SourceDatabase, 'names' | 'dependents' | 'according'>,
  restored: Pick<FoundDatabase, 'names'>,
  detail: string,
  { dependents, evidence, renamedAtCutOver }: CompareDependentsWorld,
): Promise<DependentsCompared> {
  const { names, dependents: recorded, according } = source;
  if (recorded === null) return { outcome: 'unknown', cause: `${according} does not say what leads to it` };
  try {
    const found = await dependents.of(names);
    const differences = compareDependents({ recorded, found, restored: restored.names, renamed: renamedAtCutOver });
    await evidence.putJson(detail, differences);
    return { outcome: 'compared', differences: differences.length, detail, sealed: digestOf(differences) };
  } catch (error) {
    return { outcome: 'unknown', cause: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
