import { INSTANCE_RULES } from '../../../domain/database/instance';
import { classifyInstanceStatus } from '../../../domain/database/instance-status';
import type { DatabaseManifest } from '../../../domain/database/manifest';
import { executionDigest } from '../../../domain/workflow/execution-digest';
import type { RestorePlan } from '../../../domain/workflow/workflow';
import type { StepInvocation } from '../../../lambda/step-handler';
import type { FoundDatabase } from '../../../runtime/database/database-kind';
import { SETTINGS } from '../database/settings-fixture';

/** The step as the machine describes it. */
export const STEP: StepInvocation = {
  step: { name: 'PlanRestore', enteredAt: '2026-11-23T05:00:10.000Z', retryCount: 0 },
};

export const EXECUTION = {
  id: 'arn:aws:states:eu-west-1:1:execution:restore:run-1',
  name: 'run-1',
  startedAt: '2026-11-23T05:00:00.000Z',
};

export const PLAN: RestorePlan = {
  runId: 'run-1',
  mode: 'incident',
  scope: 'both',
  targetTime: '2026-11-23T04:00:00Z',
  reason: 'lectures deleted by mistake',
  requestedBy: 'ada',
  incidentStart: '2026-11-23T04:05:00Z',
  sourceDatabase: { identifier: 'pegasus', resourceId: 'db-1' },
  objects: { bucket: 'protected', prefix: 'pegasus/' },
  evidence: { bucket: 'evidence', prefix: 'runs/run-1/' },
  lockKey: 'locks/pegasus+protected.json',
  approvalRequired: false,
  decisionStateMachine: 'arn:aws:states:eu-west-1:1:stateMachine:decisions',
  candidates: [
    {
      recoveryPoint: { kind: 'time', time: '2026-11-23T04:00:00Z' },
      objectTime: '2026-11-23T04:00:00Z',
      databaseIdentifier: 'pegasus-12345678-a1',
      reason: 'the target time',
    },
  ],
};

/** As long as it is in no use. */
export const CANDIDATE_TAGS = {
  'pegasus-backup:run': 'run-1',
  'pegasus-backup:execution': executionDigest(EXECUTION),
  'pegasus-backup:source': 'pegasus',
  'pegasus-backup:time': '2026-11-23T04:00:00Z',
  'pegasus-backup:candidate': 'incident',
};

/** What instances say about themselves. */
export const INSTANCES = { rules: INSTANCE_RULES, classify: classifyInstanceStatus, tells: 'its events in RDS' };

export const SOURCE: FoundDatabase = {
  identifier: 'pegasus',
  names: [{ dimension: 'DBInstanceIdentifier', name: 'pegasus' }],
  resourceId: 'db-1',
  status: 'available',
  host: 'pegasus.example',
  port: 5433,
  databaseName: 'pegasus',
  latestRestorableTime: '2026-11-23T04:55:00Z',
  pending: [],
  pendingReboot: false,
  backupRetentionDays: 30,
  deletionProtection: true,
  subnetGroup: 'pegasus-subnets',
  storageKey: 'arn:aws:kms:eu-west-1:1:key/k',
  roles: [],
  tags: {},
  settings: SETTINGS,
};

export const RESTORED: FoundDatabase = {
  ...SOURCE,
  identifier: 'pegasus-12345678-a1',
  names: [{ dimension: 'DBInstanceIdentifier', name: 'pegasus-12345678-a1' }],
  resourceId: 'db-2',
  host: 'restored.example',
  tags: CANDIDATE_TAGS,
};

/** The source, as it was on its last day. */
export const MANIFEST: DatabaseManifest = {
  version: 1,
  takenAt: '2026-11-23T02:00:00Z',
  source: { identifier: 'pegasus', resourceId: 'db-1' },
  endpoint: { host: 'pegasus.example', port: 5433 },
  settings: SETTINGS,
  parameterGroups: [],
  roles: [],
  tags: {},
  secret: { arn: 'arn:secret', versionId: 'v1' },
  content: null,
};

/** What is known of sources that are gone. */
export const manifestsOf = (...manifests: readonly DatabaseManifest[]) => ({
  lastOf: async (identifier: string, resourceId?: string) =>
    manifests.find(
      ({ source }) => source.identifier === identifier && (!resourceId || source.resourceId === resourceId),
    ),
  newest: async (identifier: string, time: string) =>
    manifests
      .filter(({ source, takenAt }) => source.identifier === identifier && takenAt <= time)
      .sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1))[0],
});

/** Looks without waiting, so many times. */
export function impatience(looks = 10) {
  let left = looks;
  return { again: () => --left > 0, pause: async () => {} };
}
