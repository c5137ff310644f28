import { Duration } from 'aws-cdk-lib';
import type { WriteHeartbeatEnvironment } from '../../lambda/write-heartbeat';
import { describesDatabases } from './database-permissions';
import type { HandlerDefinition } from './handler';
import { readsSecret, usesKey } from './permission';
import type { RestoreResources } from './restore-resources';

export const writeHeartbeat = ({
  database,
  bucket,
  prefix,
  network,
}: Pick<
  RestoreResources,
  'database' | 'bucket' | 'prefix' | 'network'
>): HandlerDefinition<WriteHeartbeatEnvironment> => ({
  bundle: 'write-heartbeat',
  description: 'WriteHeartbeat: the same id to both stores, so that a restore can say what moment it holds',
  environment: {
    PROTECTED_BUCKET: bucket.bucketName,
    OBJECT_PREFIX: prefix,
    DATABASE_IDENTIFIER: database.identifier,
    DATABASE_SECRET_ARN: database.credentials.secretArn,
  },
  permissions: [
    ...describesDatabases(database),
    ...readsSecret(database.credentials, 'writes the heartbeat row'),
    {
      reason: 'writes the heartbeat object',
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`${prefix}.pegasus-backup/heartbeat.json`)],
    },
    ...usesKey(bucket.encryptionKey, ['kms:GenerateDataKey', 'kms:Decrypt'], 'the objects are encrypted with this key'),
  ],
  timeout: Duration.seconds(30),
  network,
});
