import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { readsHistory } from '../restore/shared/object-permissions';
import {
  type ObjectCopyResources,
  readsObjectCopies,
  readsObjectCopyEvidence,
  writesObjectCopyEvidence,
  writesObjectCopyManifest,
} from './object-copy-permissions';

export const verifyObjectCopy = (resources: ObjectCopyResources): HandlerDefinition<Record<never, never>> => ({
  bundle: 'verify-object-copy',
  description: 'VerifyObjectCopy: lists again, compares a sample, and notes down that the object copy is whole',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...readsObjectCopies(resources),
    ...writesObjectCopyManifest(resources),
    ...readsObjectCopyEvidence(resources.evidence),
    ...writesObjectCopyEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
