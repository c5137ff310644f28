import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type DatabaseEnvironment, databasesOf } from '../database/connect';
import { IMPATIENT } from '../execution/fail-fast-client';
import { once } from '../execution/memoize';
import { bucketHistory } from '../objects/bucket-history';
import { bucketReplication } from '../objects/bucket-replication';
import { bucketKey, describeKey } from './encryption-keys';
import type { BucketStore, DatabaseStore, StoresWorld } from './stores';

export interface DatabaseSettings {
  readonly environment: DatabaseEnvironment;
  readonly identifier: string;
  readonly retentionDays: number;
}

export interface BucketSettings {
  readonly bucket: string;
  readonly prefix: string;
  readonly historyDays: number;
  readonly copyWanted: boolean;
}

export function databaseStore({ environment, identifier, retentionDays }: DatabaseSettings): DatabaseStore {
  const databases = databasesOf(environment, IMPATIENT);
  return {
    retentionDays,
    snapshotsOnly: databases.snapshotsOnly,
    describe: once(async () => {
      const found = await databases.describe(identifier);
      if (found === undefined) {
        throw new Error(`RDS knows no database \`${identifier}\`: it was deleted or renamed, or is in another region.`);
      }
      if (found.unfit !== undefined) throw new Error(`The database \`${identifier}\` ${found.unfit}.`);
      return found;
    }),
    snapshots: async () => [
      ...(await databases.snapshots({ database: identifier })),
      ...(await databases.backupSnapshots({ database: identifier })),
    ],
    subnetGroup: (name) => databases.subnetGroup(name),
  };
}

export function bucketStore({ bucket, prefix, historyDays, copyWanted }: BucketSettings): BucketStore {
  const client = new S3Client(IMPATIENT);
  return {
    prefix,
    historyDays,
    copyWanted,
    history: () => bucketHistory(client, bucket),
    replicationRules: () => bucketReplication(client, bucket),
    key: () => bucketKey(client, bucket),
  };
}

export const askKey: StoresWorld['key'] = (key) => describeKey(new KMSClient(IMPATIENT), key);

const usableKeys = z.record(z.string(), z.array(z.string()));
export const parseUsableKeys = (text: string): NonNullable<StoresWorld['usableKeys']> =>
  usableKeys.parse(JSON.parse(text));
