import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { readsHistory } from '../restore/shared/object-permissions';
import {
  type ObjectCopyResources,
  readsObjectCopies,
  readsObjectCopyEvidence,
  writesObjectCopies,
  writesObjectCopyEvidence,
} from './object-copy-permissions';

export const copyObjects = (resources: ObjectCopyResources): HandlerDefinition<Record<never, never>> => ({
  bundle: 'copy-objects',
  description: 'CopyObjects: copies one part of the objects to the dated prefix',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...readsObjectCopies(resources),
    ...writesObjectCopies(resources),
    ...readsObjectCopyEvidence(resources.evidence),
    ...writesObjectCopyEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
