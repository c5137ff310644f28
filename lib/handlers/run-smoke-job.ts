import type { RunSmokeJobEnvironment } from '../../lambda/run-smoke-job';
import { applicationEnvironment, readsWriteToken } from './application-access';
import { type HandlerDefinition, LONGEST } from './handler';
import { readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const runSmokeJob = (
  resources: Pick<RestoreResources, 'application' | 'evidence' | 'network'>,
): HandlerDefinition<RunSmokeJobEnvironment> => ({
  bundle: 'run-smoke-job',
  description: 'RunSmokeJob: one lecture through ingest, transcribe, generate and export, and away again',
  environment: applicationEnvironment(resources.application),
  permissions: [
    ...readsWriteToken(resources.application),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
  ],
  timeout: LONGEST,
  network: resources.network,
});
