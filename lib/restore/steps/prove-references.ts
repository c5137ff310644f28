import type { ProveReferencesEnvironment } from '../../../lambda/steps/prove-references';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsBaselines, readsManifests, readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { asksConsumers } from '../shared/object-permissions';

export const proveReferences = (
  resources: Pick<
    RestoreResources,
    'database' | 'bucket' | 'references' | 'traffic' | 'evidence' | 'network' | 'allowEmpty'
  >,
): HandlerDefinition<ProveReferencesEnvironment> => ({
  bundle: 'prove-references',
  description: 'ProveReferences: joins the rows of the candidate with the planned state of the objects',
  environment: {
    DATABASE_SECRET_ARN: resources.database.credentials.secretArn,
    REFERENCES: referencesOf(resources),
    ...resources.traffic.environment,
    ALLOW_EMPTY: String(resources.allowEmpty),
  },
  permissions: [
    ...readsSecret(resources.database.credentials, 'reads the references in the candidate'),
    ...resources.traffic.seen(),
    ...asksConsumers(resources),
    ...readsRuns(resources.evidence),
    ...readsBaselines(resources.evidence),
    ...readsManifests(resources.evidence),
    ...writesRuns(resources.evidence, 'ProveReferences'),
  ],
  timeout: LONGEST,
  memorySize: 1024,
  network: resources.network,
});

/** As the handlers read it: `[{"table":"artifacts","column":"storage_path"},…]`. */
export const referencesOf = ({ references }: Pick<RestoreResources, 'references'>): string =>
  JSON.stringify(
    references.map(({ _table: table, _column: column, _optional: optional, _elsewhere: elsewhere }) => ({
      table,
      column,
      optional,
      elsewhere,
    })),
  );
