import type { DatabaseName, Dependent } from '../../domain/database/dependents';
import type { ParameterGroupValues } from '../../domain/database/manifest';
import type { DatabaseSettings } from '../../domain/database/settings';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { RestorePlan } from '../../domain/workflow/workflow';
import type { DatabaseEndpoint, DatabaseKind, FeatureRole } from './database-kind';
import type { Manifests } from './manifests';

/** What a restored database is made like, and compared with. */
export interface SourceDatabase {
  readonly settings: DatabaseSettings;
  readonly roles: readonly FeatureRole[];
  /** How AWS names it, or named it. */
  readonly names: readonly DatabaseName[];
  /** What named it when its manifest was written; empty while it is there, null when the manifest does not say. */
  readonly dependents: readonly Dependent[] | null;
  /** As its manifest recorded them; empty while it is there: RDS keeps the groups of a database. */
  readonly parameterGroups: readonly ParameterGroupValues[];
  /** Where it answers, or answered. */
  readonly host?: string;
  readonly port?: number;
  /** Where it can be asked; undefined once it is gone, and while it has no endpoint. */
  readonly endpoint?: DatabaseEndpoint;
  /** `the source`, or which manifest says so. */
  readonly according: string;
}

/**
 * The source that the run was planned for: as it is, or, once it is gone, as its last manifest says it was. Its
 * automated backups may outlive it; a restored instance knows nothing of its settings.
 * @throws PegasusError `DatabaseRefused` when the identifier names another instance by now, or no manifest says what it
 * was like
 */
export async function sourceDatabase(
  { identifier, resourceId }: RestorePlan['sourceDatabase'],
  databases: Pick<DatabaseKind, 'describe'>,
  manifests: Pick<Manifests, 'lastOf'>,
): Promise<SourceDatabase> {
  const found = await databases.describe(identifier);
  if (found?.resourceId === resourceId) {
    const { settings, roles, names, host, port, database } = found;
    const endpoint = host === undefined || port === undefined ? undefined : { host, port, database };
    return {
      settings,
      roles,
      names,
      dependents: [],
      parameterGroups: [],
      host,
      port,
      endpoint,
      according: 'the source',
    };
  }
  if (found !== undefined) {
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `${identifier} (${resourceId}) was the source when this run was planned; now there is another (${found.resourceId}). Start again.`,
    );
  }
  const last = await manifests.lastOf(identifier, resourceId);
  if (last === undefined) {
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `${identifier} (${resourceId}) was the source when this run was planned; it is gone, and there is no manifest that says ` +
        'what it was like. Restore its backup by hand.',
    );
  }
  const according = `its manifest of ${last.takenAt}`;
  const { settings, roles, dependents = null, parameterGroups } = last;
  const names = (dependents ?? []).map(({ database }) => database);
  return { settings, roles, names, dependents, parameterGroups, ...last.endpoint, according };
}
