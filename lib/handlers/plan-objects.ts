import { type HandlerDefinition, LONGEST } from './handler';
import { asksHistory, readsHistory } from './object-permissions';
import { readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const planObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence'>,
): HandlerDefinition<Record<never, never>> => ({
  bundle: 'plan-objects',
  description: 'PlanObjects: lists all versions and writes the state at the target time and the actions as parts',
  environment: {},
  permissions: [
    ...asksHistory(resources),
    ...readsHistory(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
