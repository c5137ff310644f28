import type { DatabaseName, Dependent } from '../../domain/database/dependents';
import { sameMajor, settingsUnder } from '../../domain/database/engine';
import type { ParameterGroupValues } from '../../domain/database/manifest';
import type { DatabaseSettings } from '../../domain/database/settings';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Candidate, RestorePlan } from '../../domain/workflow/workflow';
import type { DatabaseEndpoint, DatabaseKind, FeatureRole } from './database-kind';
import { lastManifest } from './gone-source';
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
 * The source as this candidate needs it: where another major version ran at its recovery point, with the parameter and
 * option groups of then. Today's would be refused.
 */
export async function sourceAt(
  plan: Pick<RestorePlan, 'sourceDatabase'>,
  { engine }: Pick<Candidate, 'engine'>,
  databases: Pick<DatabaseKind, 'describe' | 'known'>,
  manifests: Pick<Manifests, 'lastOf' | 'newest'>,
): Promise<SourceDatabase> {
  const source = await sourceDatabase(plan.sourceDatabase, databases, manifests);
  if (engine === undefined || sameMajor(engine.version, source.settings.engineVersion)) return source;
  const then =
    engine.manifest === null ? undefined : await manifests.newest(plan.sourceDatabase.identifier, engine.manifest);
  return {
    ...source,
    settings: settingsUnder(source.settings, engine.version, then),
    parameterGroups: then?.parameterGroups ?? [],
    according: `${source.according}, under ${engine.version}`,
  };
}

/**
 * The source that the run was planned for: as it is, or, once it is gone, as its last manifest says it was. Its
 * automated backups may outlive it; a restored instance knows nothing of its settings.
 * @throws PegasusError `DatabaseRefused` when the identifier names another instance by now, or no manifest says what it
 * was like
 */
async function sourceDatabase(
  { identifier, resourceId }: RestorePlan['sourceDatabase'],
  databases: Pick<DatabaseKind, 'describe' | 'known'>,
  manifests: Pick<Manifests, 'lastOf'>,
): Promise<SourceDatabase> {
  const found = await databases.describe(identifier);
  if (found?.resourceId === resourceId) {
    const { settings, roles, names, host, port, database, databaseName } = found;
    const endpoint = host === undefined || port === undefined ? undefined : { host, port, database, databaseName };
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
  const last = await lastManifest(identifier, resourceId, manifests, databases);
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
