import { Duration, Stack } from 'aws-cdk-lib';
import { READINESS_KEY } from '../../domain/readiness/readiness';
import type { WatchReadinessEnvironment } from '../../lambda/schedules/watch-readiness';
import type { RestoreCalls } from '../../runtime/readiness/role-simulation';
import { looksAhead } from '../cut-over/cut-over-definition';
import { SOURCE_TAG } from '../database/rds-permissions';
import type { HandlerDefinition } from '../handler/handler';
import { arnOfKey } from '../handler/key-scopes';
import { readsBaselines, readsSecret, usesKey } from '../handler/permission';
import { readsRuns } from '../handler/run-files';
import type { RestoreResources } from '../restore/resources';
import type { RestoreHandlers } from '../restore/restore-handlers';
import { applicationEnvironment, readsWriteToken } from '../restore/shared/application-access';
import { cutOverJson } from '../restore/shared/cut-over-json';
import { databaseEnvironment } from '../restore/shared/database-environment';
import { asksConsumers, readsObjects } from '../restore/shared/object-permissions';
import { referencesOf } from '../restore/steps/prove-references';
import { asksDefences, type DefencesResources, defencesEnvironment } from './defences';
import { asksBucket, asksDatabase, asksQuotas, asksTopic } from './readiness-permissions';
import { usableKeys } from './usable-keys';

export interface ReadinessResources
  extends DefencesResources,
    Pick<
      RestoreResources,
      | 'pair'
      | 'database'
      | 'bucket'
      | 'prefix'
      | 'references'
      | 'retention'
      | 'traffic'
      | 'cutOver'
      | 'application'
      | 'evidence'
      | 'network'
      | 'notifications'
    > {
  /** Whose roles are asked about. */
  readonly handlers: RestoreHandlers;
  readonly copyWanted: boolean;
  /** ARNs. */
  readonly wantedEventConsumers: readonly string[];
  readonly verifiedWithin: Duration;
  /** JSON: those that handlers call from inside a VPC. */
  readonly calledServices: string;
}

export const watchReadiness = (resources: ReadinessResources): HandlerDefinition<WatchReadinessEnvironment> => {
  const { database, bucket, prefix, retention, traffic, cutOver, evidence, network, notifications } = resources;
  const calls = restoreCalls(resources);
  const stack = Stack.of(database._definition.construct);
  return {
    bundle: 'watch-readiness',
    description: 'WatchReadiness: could both stores be restored now? One metric for each check',
    environment: {
      ...databaseEnvironment(database),
      PAIR: resources.pair,
      EVIDENCE_BUCKET: evidence.bucketName,
      PROTECTED_BUCKET: bucket.bucketName,
      OBJECT_PREFIX: prefix,
      OBJECT_HISTORY_DAYS: String(retention.objectHistory.toDays()),
      REPLICATION: resources.copyWanted ? 'wanted' : 'none',
      DATABASE_IDENTIFIER: database.identifier,
      DATABASE_SECRET_ARN: database.readerCredentials.secretArn,
      CUT_OVER: cutOverJson({ cutOver, evidence }),
      REFERENCES: referencesOf(resources),
      RETENTION_DAYS: String(retention.period.toDays()),
      VERIFIED_WITHIN_DAYS: String(resources.verifiedWithin.toDays()),
      ...defencesEnvironment(resources),
      ...traffic.watchEnvironment,
      RESERVED_IN_LOW_TRAFFIC: String(traffic.reserves),
      WANTED_EVENT_CONSUMERS: stack.toJsonString(resources.wantedEventConsumers),
      USABLE_KEYS: usableKeys(resources),
      NOTIFICATION_TOPIC_ARN: notifications.topicArn,
      NOTIFICATION_KEY: notifications.masterKey && arnOfKey(notifications.masterKey),
      ...applicationEnvironment(resources.application),
      CALLED_SERVICES: resources.calledServices,
      RESTORE_CALLS: stack.toJsonString(calls),
    },
    permissions: [
      ...asksDatabase(database),
      ...asksBucket(bucket),
      ...asksDefences(resources),
      ...asksQuotas(database),
      ...readsObjects(resources),
      ...asksConsumers(resources),
      {
        reason: 'looks for a heartbeat object that has had the time to be replicated',
        actions: ['s3:ListBucketVersions'],
        resources: [bucket.bucketArn],
      },
      ...readsSecret(
        database.readerCredentials,
        'connects to read the newest heartbeat row, and to see that every reference is there',
      ),
      ...looksAhead(cutOver._definition, 'learns which database the application uses, and whether that can be changed'),
      {
        reason: 'no heartbeat is written while traffic is not open',
        actions: ['ssm:GetParameter'],
        resources: [traffic.parameter.parameterArn],
      },
      {
        reason: 'asks IAM what it would decide about the calls of a restore',
        actions: ['iam:SimulatePrincipalPolicy'],
        resources: [...new Set(calls.map(({ role }) => role))],
      },
      ...readsWriteToken(resources.application),
      ...asksTopic(notifications),
      ...readsRuns(evidence),
      ...readsBaselines(evidence),
      {
        reason: 'writes what it has found',
        actions: ['s3:PutObject'],
        resources: [evidence.arnForObjects(READINESS_KEY)],
      },
      ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey'], 'evidence is encrypted with this key'),
    ],
    // Long enough for every service to be waited for in vain.
    timeout: Duration.minutes(5),
    network,
  };
};

/** What each role of a restore must be able to do at the worst moment; the names stand for those that a run will make. */
function restoreCalls({ handlers, database, bucket, prefix, traffic, cutOver }: ReadinessResources): RestoreCalls[] {
  const roleOf = (step: Parameters<RestoreHandlers['of']>[0]) => handlers.of(step).role!.roleArn;
  return [
    {
      role: roleOf('RestoreDatabase'),
      actions: database._definition.restoreActions,
      resource: database._definition.candidateArn,
      context: { [`aws:RequestTag/${SOURCE_TAG}`]: database.identifier },
    },
    {
      role: roleOf('RestoreObjects'),
      actions: ['s3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject'],
      resource: bucket.arnForObjects(`${prefix}readiness`),
    },
    {
      role: roleOf('FreezeWrites'),
      actions: ['ssm:PutParameter'],
      resource: traffic.parameter.parameterArn,
    },
    {
      role: roleOf('OpenLowTraffic'),
      actions: [cutOver._definition.call(database._definition).action],
      resource: cutOver._definition.call(database._definition).resource,
    },
  ];
}
