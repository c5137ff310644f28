import { ArnFormat, type IResource, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import type { ProtectedDatabase } from '../database/protected-database';
import type { Permission } from '../handler/permission';
import { asksHistory } from '../restore/shared/object-permissions';

export const asksDatabase = ({ _definition: definition }: ProtectedDatabase): Permission[] => [
  ...definition.permissions.watches,
  ...describesKeys(definition.construct),
];

/** No resource: they are the account's. */
export const asksQuotas = ({ _definition: definition }: ProtectedDatabase): Permission[] => {
  const ofRds = definition.restoreActions.some((action) => action.startsWith('rds:'));
  return [
    {
      reason: 'asks how many functions and databases the account may have; these actions know no resources',
      actions: ['lambda:GetAccountSettings', ...(ofRds ? ['rds:DescribeAccountAttributes'] : [])],
      resources: ['*'],
    },
  ];
};

export const asksBucket = (bucket: IBucket): Permission[] => [
  ...asksHistory({ bucket }),
  {
    reason: 'asks where copies go, and with which key objects are encrypted',
    actions: ['s3:GetReplicationConfiguration', 's3:GetEncryptionConfiguration'],
    resources: [bucket.bucketArn],
  },
  ...describesKeys(bucket),
];

/** Whether handlers and alarms may publish; the topic itself names its key. */
export const asksTopic = (topic: ITopic): Permission[] => [
  {
    reason: 'asks who may publish, and with which key',
    actions: ['sns:GetTopicAttributes'],
    resources: [topic.topicArn],
  },
  ...describesKeys(topic),
  {
    reason: 'asks whether the key of the topic, which the topic itself names, lets alarms use it',
    actions: ['kms:GetKeyPolicy'],
    resources: keysOf(topic),
  },
];

/** Which keys the stores use is asked of the stores; describing a key does not allow using it. */
export const describesKeys = (store: IResource | IConstruct): Permission[] => [
  {
    reason: 'asks whether the keys of the stores, which the stores themselves name, are enabled',
    actions: ['kms:DescribeKey'],
    resources: keysOf(store),
  },
];

const keysOf = (store: IResource | IConstruct): string[] => [
  Stack.of(store).formatArn({
    service: 'kms',
    ...('env' in store && { account: store.env.account, region: store.env.region }),
    resource: 'key',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  }),
];
