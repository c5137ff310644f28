import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { LocalS3 } from '../../../../local/aws/s3/local-s3';
import type { StoreOptions } from '../../../../local/aws/s3/store';

/** The local S3 behind a port, and the real SDK in front of it. */
export interface Harness {
  readonly s3: LocalS3;
  readonly client: S3Client;
  readonly endpoint: string;
  readonly directory: string;
  /** Sets the store's clock. */
  at(time: string): void;
  close(): Promise<void>;
}

export async function startS3(
  options: Partial<StoreOptions> & { readonly client?: S3ClientConfig } = {},
): Promise<Harness> {
  const directory = await mkdtemp(join(tmpdir(), 'local-s3-'));
  let now: Date | undefined;
  const s3 = new LocalS3({ directory, now: () => now ?? new Date(), ...options });
  const server = createServer((request, response) => void s3.handle(request, response));
  server.keepAliveTimeout = 0; // Clients that do not retry would fail on a socket that was closed while the test was busy.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = s3Client(endpoint, options.client);
  return {
    s3,
    client,
    endpoint,
    directory,
    at: (time) => {
      now = new Date(time);
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await s3.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A client as the handlers make it: an endpoint, a region, credentials, nothing else. */
export function s3Client(endpoint: string, options: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...options,
  });
}

export async function createVersioned(client: S3Client, ...buckets: string[]): Promise<void> {
  for (const Bucket of buckets) {
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
}
