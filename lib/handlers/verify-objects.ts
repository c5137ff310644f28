import { type HandlerDefinition, LONGEST } from './handler';
import { asksHistory, readsHistory } from './object-permissions';
import { readsRuns, writesRuns } from './permission';
import type { RestoreResources } from './restore-resources';

export const verifyObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence'>,
): HandlerDefinition<Record<never, never>> => ({
  bundle: 'verify-objects',
  description: 'VerifyObjects: lists again; no action may be left',
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
