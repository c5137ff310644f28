import type { RunChecksEnvironment } from '../../../lambda/steps/run-checks';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsManifests, readsSecret } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { applicationEnvironment, readsWriteToken } from '../shared/application-access';
import { databaseEnvironment } from '../shared/database-environment';
import { drillApplicationEnvironment, invokesDrillApplication } from '../shared/drill-application';
import { readsObjects } from '../shared/object-permissions';
import { referencesOf } from './prove-references';

export const runChecks = (
  resources: Pick<
    RestoreResources,
    | 'database'
    | 'bucket'
    | 'prefix'
    | 'references'
    | 'application'
    | 'evidence'
    | 'waivedChecks'
    | 'readBack'
    | 'allowEmpty'
    | 'drillApplication'
    | 'network'
  >,
): HandlerDefinition<RunChecksEnvironment> => ({
  bundle: 'run-checks',
  description: 'RunChecks: health, integrity of lectures, transcripts, artifacts, exports, rows',
  environment: {
    ...databaseEnvironment(resources.database),
    DATABASE_SECRET_ARN: resources.database.credentials.secretArn,
    REFERENCES: referencesOf(resources),
    READY_WITHIN_SECONDS: String(resources.application.readyWithin.toSeconds()),
    MIGRATION_HEAD: resources.application.migrationHead,
    WAIVED_CHECKS: JSON.stringify(resources.waivedChecks),
    READ_BACK: resources.readBack?.wanted,
    ALLOW_EMPTY: String(resources.allowEmpty),
    ...drillApplicationEnvironment(resources),
    ...applicationEnvironment(resources.application),
  },
  permissions: [
    ...resources.database._definition.permissions.describes,
    ...readsSecret(resources.database.credentials, 'reads the rows that the answers are compared with'),
    ...readsObjects(resources),
    ...readsWriteToken(resources.application),
    ...invokesDrillApplication(resources, 'has the application run against the database of a drill'),
    ...readsRuns(resources.evidence),
    ...readsManifests(resources.evidence),
    ...writesRuns(resources.evidence, 'RunChecks'),
  ],
  timeout: LONGEST,
  memorySize: 512,
  network: resources.network,
});
