import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { backupSnapshots } from '../clients/backup-snapshots';
import { bucketHistory } from '../clients/bucket-history';
import { bucketReplication } from '../clients/bucket-replication';
import { Databases } from '../clients/database';
import { bucketKey, keyState } from '../clients/encryption-keys';
import { findSubnetGroup } from '../clients/subnet-groups';
import { IMPATIENT } from './impatient';
import { once } from './once';
import type { BucketStore, DatabaseStore, StoresWorld } from './stores';

export interface DatabaseSettings {
  readonly identifier: string;
  readonly retentionDays: number;
}

export interface BucketSettings {
  readonly bucket: string;
  readonly prefix: string;
  readonly historyDays: number;
  readonly copyWanted: boolean;
}

export function databaseStore({ identifier, retentionDays }: DatabaseSettings): DatabaseStore {
  const client = new RDSClient(IMPATIENT);
  const databases = new Databases(client);
  return {
    retentionDays,
    describe: once(async () => {
      const found = await databases.describe(identifier);
      if (found === undefined) {
        throw new Error(`RDS knows no instance \`${identifier}\`: it was deleted or renamed, or is in another region.`);
      }
      return found;
    }),
    snapshots: async () => [
      ...(await databases.snapshots({ database: identifier })),
      ...(await backupSnapshots(client, { database: identifier })),
    ],
    subnetGroup: (name) => findSubnetGroup(client, name),
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

export const askKeyState: StoresWorld['keyState'] = (key) => keyState(new KMSClient(IMPATIENT), key);
