import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { LocalS3 } from '../../../../local/aws/s3/local-s3';
import type { Notification } from '../../../../local/aws/s3/notifications';
import type { StoreOptions } from '../../../../local/aws/s3/store';
import { storeClient } from '../../../../runtime/objects/rewind/engine';

export const BUCKET = 'protected';
export const EVIDENCE = 'evidence';

/** A local store with a versioned bucket and one for the evidence, and clients for it. */
export interface StoreBed {
  readonly s3: LocalS3;
  readonly client: S3Client;
  readonly endpoint: string;
  /** The store's clock, milliseconds; moved by the test. */
  now: number;
  /** What the bucket's notifications have told. */
  readonly told: Notification[];
  clientOf(maxAttempts: number): S3Client;
  close(): Promise<void>;
}

export type StoreBedOptions = Pick<StoreOptions, 'thawSeconds'>;

export async function storeBed(
  start = Date.parse('2026-11-23T12:00:00Z'),
  options: StoreBedOptions = {},
): Promise<StoreBed> {
  const directory = await mkdtemp(join(tmpdir(), 'rewind-'));
  const bed = { now: start };
  const told: Notification[] = [];
  const s3 = new LocalS3({
    notify: (notification) => void told.push(notification),
    directory,
    now: () => new Date(bed.now),
    minimumPartSize: 1,
    ...options,
  });
  s3.seed(BUCKET, []);
  const server = createServer((request, response) => void s3.handle(request, response));
  server.keepAliveTimeout = 0; // Clients that do not retry would fail on a socket that was closed while the test was busy.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: S3Client[] = [];
  const clientOf = (maxAttempts: number) => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = storeClient({ endpoint, region: 'us-east-1', credentials, maxAttempts });
    clients.push(client);
    return client;
  };
  const client = clientOf(1);
  await client.send(new CreateBucketCommand({ Bucket: EVIDENCE }));
  return Object.assign(bed, {
    s3,
    told,
    client,
    endpoint,
    clientOf,
    close: () => closed(server, s3, clients, directory),
  });
}

async function closed(server: Server, s3: LocalS3, clients: S3Client[], directory: string): Promise<void> {
  for (const client of clients) client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await s3.close();
  await rm(directory, { recursive: true, force: true });
}
