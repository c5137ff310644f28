import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { History, State } from './history';

/** A store that is tried; its credentials are in the environment. */
export interface TriedStore {
  readonly endpoint: string;
  readonly client: S3Client;
}

/**
 * Writes both halves of all histories.
 * @returns a second between them, `2026-11-30T04:00:00Z`; nothing is stored in it or in the one before, of which
 * `verify --at` cannot say on which side of the moment they are
 */
export async function writeAll(client: S3Client, histories: readonly History[]): Promise<string> {
  for (const Bucket of histories.flatMap(({ bucket, copies }) => [bucket, copies])) {
    await client.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  await writeHalf(client, histories, 'before');
  await nextSecond();
  await nextSecond();
  const moment = await nextSecond();
  await writeHalf(client, histories, 'after');
  await nextSecond();
  return moment;
}

async function writeHalf(client: S3Client, histories: readonly History[], half: 'before' | 'after'): Promise<void> {
  for (const { bucket, prefix, keys } of histories) {
    for (const { key, ...written } of keys) {
      for (const Body of written[half]) {
        const object = { Bucket: bucket, Key: prefix + key };
        await client.send(Body === null ? new DeleteObjectCommand(object) : new PutObjectCommand({ ...object, Body }));
      }
    }
  }
}

export async function copyByHand(client: S3Client, Bucket: string, prefix: string, state: State): Promise<void> {
  for (const [key, Body] of Object.entries(state)) {
    await client.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body }));
  }
}

/** @returns the second that has ended */
async function nextSecond(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));
  return `${new Date(Date.now() - 1_000).toISOString().slice(0, 19)}Z`;
}
