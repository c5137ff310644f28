import { Duration } from 'aws-cdk-lib';
import type { WriteHeartbeatEnvironment } from '../../lambda/schedules/write-heartbeat';
import type { HandlerDefinition } from '../handler/handler';
import { readsSecret, usesKey } from '../handler/permission';
import type { RestoreResources } from '../restore/resources';
import { cutOverJson } from '../restore/shared/cut-over-json';
import { databaseEnvironment } from '../restore/shared/database-environment';

export type HeartbeatResources = Pick<
  RestoreResources,
  'database' | 'bucket' | 'prefix' | 'traffic' | 'cutOver' | 'evidence' | 'network'
>;

export const writeHeartbeat = ({
  database,
  bucket,
  prefix,
  traffic,
  cutOver,
  evidence,
  network,
}: HeartbeatResources): HandlerDefinition<WriteHeartbeatEnvironment> => ({
  bundle: 'write-heartbeat',
  description: 'WriteHeartbeat: the same id to both stores, so that a restore can say what moment it holds',
  environment: {
    ...databaseEnvironment(database),
    PROTECTED_BUCKET: bucket.bucketName,
    OBJECT_PREFIX: prefix,
    DATABASE_IDENTIFIER: database.identifier,
    DATABASE_SECRET_ARN: database.heartbeatCredentials.secretArn,
    CUT_OVER: cutOverJson({ cutOver, evidence }),
    TRAFFIC_PARAMETER: traffic.parameter.parameterName,
  },
  permissions: [
    ...database._definition.permissions.describes,
    ...readsSecret(database.heartbeatCredentials, 'connects to write the heartbeat row'),
    ...cutOver._definition.reads('learns where the database is after a cut-over'),
    {
      reason: 'writes nothing while traffic is not open: a heartbeat would escape the freeze',
      actions: ['ssm:GetParameter'],
      resources: [traffic.parameter.parameterArn],
    },
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
