import type { PlanSnapshotEnvironment } from '../../lambda/object-copies/plan-snapshot';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { asksHistory, readsHistory } from '../restore/shared/object-permissions';
import {
  readsSnapshotEvidence,
  readsSnapshots,
  type SnapshotResources,
  writesSnapshotEvidence,
} from './snapshot-permissions';

export const planSnapshot = (resources: SnapshotResources): HandlerDefinition<PlanSnapshotEnvironment> => ({
  bundle: 'plan-snapshot',
  description: 'PlanSnapshot: lists the protected prefix and writes what the daily snapshot has to copy as parts',
  environment: {
    PROTECTED_BUCKET: resources.bucket.bucketName,
    OBJECT_PREFIX: resources.prefix,
    SNAPSHOT_BUCKET: resources.snapshotBucket.bucketName,
    EVIDENCE_BUCKET: resources.evidence.bucketName,
  },
  permissions: [
    ...asksHistory(resources),
    ...readsHistory(resources),
    ...readsSnapshots(resources),
    ...readsSnapshotEvidence(resources.evidence),
    ...writesSnapshotEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
