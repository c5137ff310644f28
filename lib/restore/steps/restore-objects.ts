import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { appendsObjects, readsHistory } from '../shared/object-permissions';

export const restoreObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence'>,
): HandlerDefinition<Record<never, never>> => ({
  bundle: 'restore-objects',
  description: 'RestoreObjects: carries out one part of the actions, append-only',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...appendsObjects(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'RestoreObjects'),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
