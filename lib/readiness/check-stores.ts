import { Duration } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CheckStoresEnvironment } from '../../lambda/custom-resources/check-stores';
import type { ProtectedDatabase } from '../database/protected-database';
import type { HandlerDefinition } from '../handler/handler';
import { publishes } from '../handler/permission';
import { asksBucket, asksDatabase } from './readiness-permissions';

export interface CheckStoresResources {
  /** Undefined when this app makes it. */
  readonly database?: ProtectedDatabase;
  /** Undefined when this app makes it. */
  readonly bucket?: IBucket;
  readonly notifications: ITopic;
  readonly pair: string;
}

export const checkStores = ({
  database,
  bucket,
  notifications,
  pair,
}: CheckStoresResources): HandlerDefinition<CheckStoresEnvironment> => ({
  bundle: 'check-stores',
  description: 'CheckStores: at deployment, whether imported stores meet the needs of a restore',
  environment: { NOTIFICATION_TOPIC_ARN: notifications.topicArn, PAIR: pair },
  permissions: [
    ...(database ? asksDatabase(database) : []),
    ...(bucket ? asksBucket(bucket) : []),
    ...publishes(notifications, 'warns of what is missing'),
  ],
  timeout: Duration.minutes(2),
});
