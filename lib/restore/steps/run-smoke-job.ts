import type { RunSmokeJobEnvironment } from '../../../lambda/steps/run-smoke-job';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { applicationEnvironment, readsWriteToken } from '../shared/application-access';

export const runSmokeJob = (
  resources: Pick<RestoreResources, 'application' | 'evidence' | 'network'>,
): HandlerDefinition<RunSmokeJobEnvironment> => ({
  bundle: 'run-smoke-job',
  description: 'RunSmokeJob: one lecture through ingest, transcribe, generate and export; then deletes it',
  environment: applicationEnvironment(resources.application),
  permissions: [
    ...readsWriteToken(resources.application),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'RunSmokeJob'),
  ],
  timeout: LONGEST,
  network: resources.network,
});
