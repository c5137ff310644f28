import type { PlanObjectCopyEnvironment } from '../../lambda/object-copies/plan-object-copy';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { asksHistory, readsHistory } from '../restore/shared/object-permissions';
import {
  type ObjectCopyResources,
  readsObjectCopies,
  readsObjectCopyEvidence,
  writesObjectCopyEvidence,
} from './object-copy-permissions';

export const planObjectCopy = (
  resources: ObjectCopyResources & { readonly allowEmpty: boolean },
): HandlerDefinition<PlanObjectCopyEnvironment> => ({
  bundle: 'plan-object-copy',
  description: 'PlanObjectCopy: lists the protected prefix and writes what the daily object copy has to copy as parts',
  environment: {
    PROTECTED_BUCKET: resources.bucket.bucketName,
    OBJECT_PREFIX: resources.prefix,
    OBJECT_COPY_BUCKET: resources.objectCopyBucket.bucketName,
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    ALLOW_EMPTY: String(resources.allowEmpty),
  },
  permissions: [
    ...asksHistory(resources),
    ...readsHistory(resources),
    ...readsObjectCopies(resources),
    ...readsObjectCopyEvidence(resources.evidence),
    ...writesObjectCopyEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
