import { CustomResource, Duration } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { CheckStoresProperties } from '../../lambda/custom-resources/check-stores';
import type { ProtectedDatabase } from '../database/protected-database';
import { Handler } from '../handler/handler';
import type { DeploymentCheck } from '../options/deployment-check';
import type { Retention } from '../options/retention';
import { checkStores } from './check-stores';
import { usableKeys } from './usable-keys';

export interface StoreCheckProps {
  readonly check: DeploymentCheck;
  readonly database: ProtectedDatabase;
  readonly bucket: IBucket;
  readonly prefix: string;
  readonly retention: Retention;
  readonly copyWanted: boolean;
  readonly notifications: ITopic;
  readonly pair: string;
}

/**
 * Looks at imported stores while the stack is deployed: when it is made, and whenever what is asked of them changes. A
 * store of this app is not looked at, the template says what it is.
 */
export class StoreCheck extends Construct {
  constructor(scope: Construct, id: string, props: StoreCheckProps) {
    super(scope, id);
    const { check, prefix, retention, copyWanted, notifications, pair } = props;
    const database = props.database._definition.ownedByApp ? undefined : props.database;
    const bucket = props.bucket instanceof Bucket ? undefined : props.bucket;
    if (!check.looks || !(database || bucket)) return;

    const handler = new Handler(this, 'CheckStores', checkStores({ database, bucket, notifications, pair }));
    const properties: CheckStoresProperties = {
      OnMissing: check.fails ? 'fail' : 'warn',
      Database: database && {
        Kind: database._definition.kind,
        Identifier: database.identifier,
        RetentionDays: String(retention.period.toDays()),
      },
      Bucket: bucket && {
        Name: bucket.bucketName,
        Prefix: prefix,
        HistoryDays: String(retention.objectHistory.toDays()),
        Replication: copyWanted ? 'wanted' : 'none',
      },
      UsableKeys: usableKeys(props),
    };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::PegasusBackupStoreCheck',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties,
    });
    // The policy of its role is another resource, and must be there first.
    resource.node.addDependency(handler);
  }
}
