import { Duration } from 'aws-cdk-lib';
import { EVIDENCE_LOCK_DAYS, KEPT_EVIDENCE } from '../../../domain/workflow/kept-evidence';
import type { PlanRestoreEnvironment } from '../../../lambda/steps/plan-restore';
import { looksAhead } from '../../cut-over/cut-over-definition';
import type { HandlerDefinition } from '../../handler/handler';
import { locksEvidence, publishes, readsManifests, takesLock } from '../../handler/permission';
import { readsRuns, writesRuns } from '../../handler/run-files';
import type { RestoreResources } from '../resources';
import { cutOverJson } from '../shared/cut-over-json';
import { databaseEnvironment, databaseNetwork } from '../shared/database-environment';
import { hooksJson } from '../shared/hooks';
import { asksConsumers, listsVersions } from '../shared/object-permissions';

export const planRestore = (resources: RestoreResources): HandlerDefinition<PlanRestoreEnvironment> => ({
  bundle: 'plan-restore',
  description: 'PlanRestore: validates the request, chooses candidates, names everything, takes the lock',
  environment: {
    ...databaseEnvironment(resources.database),
    CUT_OVER: cutOverJson(resources),
    EVIDENCE_BUCKET: resources.evidence.bucketName,
    EVIDENCE_LOCK_DAYS: String(EVIDENCE_LOCK_DAYS),
    PROTECTED_BUCKET: resources.bucket.bucketName,
    OBJECT_PREFIX: resources.prefix,
    DATABASE_IDENTIFIER: resources.database.identifier,
    DATABASE_RESOURCE_ID: resources.database._definition.resourceId,
    RETENTION_DAYS: String(resources.retention.period.toDays()),
    APPROVAL: resources.approvalRequired ? 'required' : 'none',
    DRILLS_PER_DAY: String(resources.maxDrillsPerDay),
    DECISION_STATE_MACHINE_ARN: resources.decisionStateMachine.stateMachineArn,
    NOTIFICATION_TOPIC_ARN: resources.notifications.topicArn,
    PAIR: resources.pair,
    SIGNING_KEY_ARN: resources.signingKey?.keyArn,
    HOOKS: hooksJson(resources),
  },
  permissions: [
    ...resources.database._definition.permissions.describes,
    ...resources.database._definition.permissions.findsRecoveryPoints,
    ...resources.database._definition.permissions.findsDependents,
    ...resources.database._definition.permissions.findsBlueGreen,
    ...looksAhead(resources.cutOver._definition, 'learns whether the application can be led to a restored database'),
    ...asksConsumers(resources),
    ...listsVersions(resources),
    ...takesLock(resources.evidence),
    ...readsRuns(resources.evidence),
    ...readsManifests(resources.evidence),
    ...writesRuns(resources.evidence, 'PlanRestore'),
    ...locksEvidence(resources.evidence, KEPT_EVIDENCE.plan),
    ...publishes(resources.notifications, 'tells stakeholders that a restore is in progress'),
  ],
  network: databaseNetwork(resources),
  timeout: Duration.minutes(5),
});
