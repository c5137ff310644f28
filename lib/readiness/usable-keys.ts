import { Stack } from 'aws-cdk-lib';
import { arnOfKey } from '../handler/key-scopes';
import type { RestoreResources } from '../restore/resources';

/** JSON, for a comparison with the keys that the stores name: what is not here, no handler was given a right to. */
export const usableKeys = ({ database, bucket }: Pick<RestoreResources, 'database' | 'bucket'>): string => {
  const { construct, storageKeyArn, insightsKeyArns = [] } = database._definition;
  return Stack.of(construct).toJsonString({
    database: storageKeyArn === undefined ? [] : [storageKeyArn],
    'Performance Insights': insightsKeyArns,
    bucket: bucket.encryptionKey === undefined ? [] : [arnOfKey(bucket.encryptionKey)],
  });
};
