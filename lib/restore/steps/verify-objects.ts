import { type HandlerDefinition, LONGEST } from '../../handler/handler';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { readsHistory } from '../shared/object-permissions';

export const verifyObjects = (
  resources: Pick<RestoreResources, 'bucket' | 'prefix' | 'evidence'>,
): HandlerDefinition<Record<never, never>> => ({
  bundle: 'verify-objects',
  description: 'VerifyObjects: lists again; no difference may remain',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...readsRuns(resources.evidence),
    ...writesRuns(resources.evidence, 'VerifyObjects'),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
