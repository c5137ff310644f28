import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { readsHistory } from '../restore/shared/object-permissions';
import {
  readsSnapshotEvidence,
  readsSnapshots,
  type SnapshotResources,
  writesSnapshotEvidence,
  writesSnapshots,
} from './snapshot-permissions';

export const copySnapshot = (resources: SnapshotResources): HandlerDefinition<Record<never, never>> => ({
  bundle: 'copy-snapshot',
  description: 'CopySnapshot: copies one part of the objects to the dated prefix',
  environment: {},
  permissions: [
    ...readsHistory(resources),
    ...readsSnapshots(resources),
    ...writesSnapshots(resources),
    ...readsSnapshotEvidence(resources.evidence),
    ...writesSnapshotEvidence(resources.evidence),
  ],
  timeout: LONGEST,
  memorySize: 1024,
});
