import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { readsHistory } from '../restore/shared/object-permissions';
import {
  readsSnapshotEvidence,
  readsSnapshots,
  type SnapshotResources,
  writesSnapshotEvidence,
  writesSnapshotManifest,
} from './snapshot-permissions';

export const verifySnapshot = (resources: SnapshotResources): HandlerDefinition<Record<never, never>> => ({
  bundle: 'verify-snapshot',
  description: 'VerifySnapshot: lists again, compares a sample, and notes down that the snapshot is whole',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...readsSnapshots(resources),
    ...writesSnapshotManifest(resources),
    ...readsSnapshotEvidence(resources.evidence),
    ...writesSnapshotEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
