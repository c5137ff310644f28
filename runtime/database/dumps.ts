import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import {
  DUMPS_PREFIX,
  type DumpManifest,
  dumpKey,
  dumpsAsSnapshots,
  isManifest,
  manifestKeyOf,
} from '../../domain/database/dump';
import type { SnapshotFacts } from '../../domain/request/recovery-points';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { ObjectReader } from '../objects/object-reader';

const manifest: z.ZodType<DumpManifest> = z.object({
  version: z.literal(1),
  key: z.string(),
  versionId: z.string().min(1),
  bytes: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  facts: z.object({
    takenAt: z.iso.datetime({ precision: 0 }),
    database: z.string(),
    system: z.string(),
    serverMajor: z.number().int(),
    dumpMajor: z.number().int(),
    databaseBytes: z.number(),
  }),
  problems: z.array(z.string()).optional(),
});

export const parseDumpManifest = (value: unknown): DumpManifest => manifest.parse(value);

/** The dumps of a self-managed database, in their bucket. */
export class Dumps {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** All of them, and those that are being uploaded, as recovery points of this database. */
  async snapshots(database: string, resourceId?: string): Promise<SnapshotFacts[]> {
    const { objects, manifests } = await this.list();
    return dumpsAsSnapshots(database, resourceId, objects, manifests, await this.uploading());
  }

  /** @throws PegasusError `DatabaseRefused` when it is gone */
  async manifest(name: string): Promise<DumpManifest> {
    const found = await this.read(manifestKeyOf(dumpKey(name)));
    if (found !== undefined) return found;
    throw new PegasusError(
      ErrorName.DATABASE_REFUSED,
      `The dump ${name} has no manifest in s3://${this.bucket}/${DUMPS_PREFIX}: it did not end well, or was removed. Choose another.`,
    );
  }

  /** The dumps that ended well, oldest first. */
  async manifests(): Promise<DumpManifest[]> {
    return (await this.list()).manifests.sort((a, b) => (a.facts.takenAt < b.facts.takenAt ? -1 : 1));
  }

  private async list() {
    const objects: { key: string; size: number }[] = [];
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: DUMPS_PREFIX });
    for await (const { Contents = [] } of pages) {
      objects.push(...Contents.map(({ Key = '', Size = 0 }) => ({ key: Key, size: Size })));
    }
    const manifests: DumpManifest[] = [];
    for (const { key } of objects) {
      const found = isManifest(key) ? await this.read(key) : undefined;
      if (found !== undefined) manifests.push(found);
    }
    return { objects, manifests };
  }

  private async uploading(): Promise<string[]> {
    const keys: string[] = [];
    let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (from) {
      const page: ListMultipartUploadsCommandOutput = await this.client.send(
        new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix: DUMPS_PREFIX, ...from }),
      );
      keys.push(...(page.Uploads ?? []).map(({ Key = '' }) => Key));
      from = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
    }
    return keys;
  }

  private async read(key: string): Promise<DumpManifest | undefined> {
    const found = await new ObjectReader(this.client, this.bucket).json(key);
    return found === undefined ? undefined : parseDumpManifest(found);
  }
}
