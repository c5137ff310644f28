import type { ValidateRestoreTestEnvironment } from '../../lambda/events/validate-restore-test';
import { type HandlerDefinition, LONGEST } from '../handler/handler';
import { publishes, readsSecret, usesKey } from '../handler/permission';
import type { RestoreResources } from '../restore/resources';
import { databaseEnvironment } from '../restore/shared/database-environment';
import { referencesOf } from '../restore/steps/prove-references';

export type RestoreTestResources = Pick<
  RestoreResources,
  'pair' | 'database' | 'references' | 'evidence' | 'notifications' | 'network'
>;

export const validateRestoreTest = (
  resources: RestoreTestResources,
): HandlerDefinition<ValidateRestoreTestEnvironment> => {
  const { database, evidence, notifications, network } = resources;
  return {
    bundle: 'validate-restore-test',
    description: 'ValidateRestoreTest: our checks of a database that AWS Backup has restored, and the answer to it',
    environment: {
      ...databaseEnvironment(database),
      DATABASE_SECRET_ARN: database.credentials.secretArn,
      REFERENCES: referencesOf(resources),
      EVIDENCE_BUCKET: evidence.bucketName,
      NOTIFICATION_TOPIC_ARN: notifications.topicArn,
      PAIR: resources.pair,
    },
    permissions: [
      {
        reason: 'the actions of AWS Backup on restore jobs know no resources',
        actions: ['backup:DescribeRestoreJob', 'backup:PutRestoreValidationResult'],
        resources: ['*'],
      },
      ...database._definition.permissions.watches,
      ...(database._definition.restoreTest?.permissions ?? []),
      ...readsSecret(
        database.credentials,
        'connects to the restored database, and gives it this password when it still has an older one',
      ),
      {
        reason: 'writes what it has found, a file for each job',
        actions: ['s3:PutObject'],
        resources: [evidence.arnForObjects('restore-tests/*')],
      },
      ...usesKey(evidence.encryptionKey, ['kms:GenerateDataKey'], 'evidence is encrypted with this key'),
      ...publishes(notifications, 'tells that a restore test failed'),
    ],
    timeout: LONGEST,
    memorySize: 512,
    network,
  };
};
