import type { PlanObjectsEnvironment } from '../../../lambda/steps/plan-objects';
import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { asksHistory, readsHistory } from '../shared/object-permissions';

export const planObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence' | 'allowEmpty'>,
): HandlerDefinition<PlanObjectsEnvironment> => ({
  bundle: 'plan-objects',
  description: 'PlanObjects: lists all versions and writes the state at the target time and the actions as parts',
  environment: { ALLOW_EMPTY: String(resources.allowEmpty) },
  permissions: [
    ...asksHistory(resources),
    ...readsHistory(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'PlanObjects'),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
