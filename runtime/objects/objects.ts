import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  RestoreObjectCommand,
  type S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import type { Acl } from '../../domain/objects/acl';
import type { Archive } from '../../domain/objects/archives';
import type { ObjectDescription } from '../../domain/objects/identity';
import { named } from '../../domain/workflow/named';
import type { ThawTier } from '../../domain/workflow/workflow';
import { allowsAcls, readAcl } from './acls';
import { described, isNotFound, isUnreadable, markerOf, UnreadableAnswer } from './s3-errors';
import { listVersionPage } from './version-pages';

/** What stands at a key now. */
export type CurrentObject =
  | { readonly kind: 'version'; readonly description: ObjectDescription }
  | { readonly kind: 'marker'; readonly versionId: string }
  | { readonly kind: 'nothing' };

/** One key to be marked as deleted. `etag` makes it conditional: only over the version that carries it. */
export interface MarkRequest {
  readonly key: string;
  readonly etag?: string;
}

export type MarkAnswer = { readonly versionId: string } | { readonly error: { readonly name: string } & Error };

/** Reads and marks the objects of one bucket. There is no call here that takes a version id and deletes. */
export class Objects {
  constructor(
    readonly client: S3Client,
    readonly bucket: string,
    /** A replica: its locks are its own, and no property of what it copies. @default false */
    private readonly isReplica = false,
  ) {}

  async describe(key: string, versionId: string): Promise<ObjectDescription> {
    const found = description(await this.head(key, versionId));
    return this.isReplica ? { ...found, lock: undefined } : found;
  }

  async current(key: string): Promise<CurrentObject> {
    try {
      return { kind: 'version', description: description(await this.head(key)) };
    } catch (error) {
      if (isUnreadable(error)) return await this.listed(key, error);
      if (!isNotFound(error)) throw error;
      const marker = markerOf(error);
      return marker === undefined ? { kind: 'nothing' } : { kind: 'marker', versionId: marker };
    }
  }

  /** What cannot be looked at can be listed, and replaced: its ETag is all that a condition needs. */
  private async listed(key: string, unreadable: unknown): Promise<CurrentObject> {
    const { entries } = await listVersionPage(this.client, { bucket: this.bucket, prefix: key }, { maxKeys: 1 });
    const [entry] = entries;
    if (entry?.key !== key || entry.kind !== 'version' || !entry.isLatest) throw unreadable;
    const { versionId, etag, size, storageClass } = entry;
    return {
      kind: 'version',
      description: { versionId, etag, size, storageClass, checksums: {}, metadata: {}, tagCount: 0 },
    };
  }

  /** ARN of the key of KMS that a version is encrypted with; undefined where not even that can be looked at (SSE-C). */
  async encryptionKey(key: string, versionId: string): Promise<string | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId });
    return (await this.client.send(command).catch(() => undefined))?.SSEKMSKeyId;
  }

  /** Size of one part of an upload in parts, and how many there are; undefined where the store does not tell. */
  async partOf(key: string, versionId: string, part: number): Promise<{ size: number; parts: number } | undefined> {
    const found = await this.client.send(
      new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId, PartNumber: part }),
    );
    return found.PartsCount === undefined ? undefined : { size: found.ContentLength ?? 0, parts: found.PartsCount };
  }

  async tags(key: string, versionId: string): Promise<readonly Tag[]> {
    const found = await this.client.send(
      new GetObjectTaggingCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }),
    );
    return [...(found.TagSet ?? [])].sort((a, b) => (a.Key! < b.Key! ? -1 : 1));
  }

  /** Whether the bucket allows ACLs. @throws AclUnreadable */
  async allowsAcls(): Promise<boolean> {
    return await allowsAcls(this.client, this.bucket);
  }

  /** @throws AclUnreadable */
  async acl(key: string, versionId: string): Promise<Acl> {
    return await readAcl(this.client, this.bucket, key, versionId);
  }

  async read(key: string, versionId: string): Promise<Readable> {
    const found = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }));
    return found.Body as Readable;
  }

  /** Writes a delete marker. @returns its version id */
  async mark({ key, etag }: MarkRequest): Promise<string> {
    const done = await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key, IfMatch: etag }));
    return done.VersionId ?? 'null';
  }

  /** Writes up to 1,000 delete markers in one request; one answer for each, in order. */
  async markAll(requests: readonly MarkRequest[]): Promise<readonly MarkAnswer[]> {
    const done = await this.client.send(
      new DeleteObjectsCommand({
        Bucket: this.bucket,
        Delete: { Objects: requests.map(({ key, etag }) => ({ Key: key, ...(etag !== undefined && { ETag: etag }) })) },
      }),
    );
    const markers = new Map(done.Deleted?.map(({ Key, DeleteMarkerVersionId }) => [Key, DeleteMarkerVersionId]));
    const errors = new Map(done.Errors?.map((error) => [error.Key, error]));
    return requests.map(({ key }) => {
      const error = errors.get(key);
      if (error !== undefined || !markers.has(key)) return { error: refused(error?.Code, error?.Message) };
      return { versionId: markers.get(key) ?? 'null' };
    });
  }

  /** The archive tier of INTELLIGENT_TIERING; one that is gone, or cannot be looked at, counts as in none. */
  async archiveTier(key: string, versionId: string): Promise<Archive | undefined> {
    try {
      return (await this.head(key, versionId)).ArchiveStatus;
    } catch (error) {
      if (isNotFound(error) || isUnreadable(error)) return undefined;
      throw error;
    }
  }

  /**
   * Asks for an archived version to be thawed.
   * @param days undefined: for good
   * @returns false when that is under way already
   */
  async thaw(key: string, versionId: string, tier: ThawTier, days: number | undefined): Promise<boolean> {
    const Tier = TIERS[tier];
    const RestoreRequest = { Days: days, GlacierJobParameters: { Tier } };
    try {
      await this.client.send(
        new RestoreObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId, RestoreRequest }),
      );
      return true;
    } catch (error) {
      if ((error as Error).name === 'RestoreAlreadyInProgress') return false;
      // A 503 that no other try within minutes would change.
      if ((error as Error).name === 'GlacierExpeditedRetrievalNotAvailable') throw new NoCapacity(described(error));
      throw error;
    }
  }

  /** Whether an archived version can be read now, or is on its way; `archived`: its thaw was never asked for, or is over. */
  async thawState(key: string, versionId: string): Promise<'readable' | 'under way' | 'archived'> {
    const { ArchiveStatus, Restore, StorageClass } = await this.head(key, versionId);
    if (Restore?.includes('ongoing-request="true"')) return 'under way';
    const isInClass = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE';
    return ArchiveStatus === undefined && (!isInClass || Restore !== undefined) ? 'readable' : 'archived';
  }

  private async head(key: string, versionId?: string): Promise<HeadObjectCommandOutput> {
    const found = await this.client.send(
      new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' }),
    );
    if (found.ETag !== undefined && found.ContentLength !== undefined) return found;
    throw new UnreadableAnswer(`A look at ${named(key)} was answered without ETag or length.`);
  }
}

const TIERS = { expedited: 'Expedited', standard: 'Standard', bulk: 'Bulk' } as const;

/** S3 has no room for expedited requests at the moment. */
class NoCapacity extends Error {
  override readonly name = 'NoCapacity';
}

/** XML 1.0 cannot carry these, so a request in XML cannot name such a key. */
export function isUnfitForXml(key: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\ufffe\uffff]|^\s|\s$/.test(key);
}

function refused(code = 'Unanswered', message = 'the store answered for other keys only') {
  const status = { PreconditionFailed: 412, ConditionalRequestConflict: 409, NoSuchKey: 404, SlowDown: 503 }[code];
  return Object.assign(new Error(message), {
    name: code,
    $metadata: { httpStatusCode: status ?? (code === 'InternalError' || code === 'Unanswered' ? 500 : 400) },
  });
}

function description(head: HeadObjectCommandOutput): ObjectDescription {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: legalHold } = head;
  return {
    versionId: head.VersionId ?? 'null',
    etag: head.ETag ?? '',
    size: head.ContentLength ?? 0,
    storageClass: head.StorageClass === 'STANDARD' ? undefined : head.StorageClass,
    encryption: head.ServerSideEncryption,
    encryptionKey: head.SSEKMSKeyId,
    bucketKey: head.BucketKeyEnabled,
    checksums: checksums(head),
    checksumType: head.ChecksumType,
    contentType: head.ContentType,
    cacheControl: head.CacheControl,
    contentDisposition: head.ContentDisposition,
    contentEncoding: head.ContentEncoding,
    contentLanguage: head.ContentLanguage,
    expires: head.ExpiresString,
    websiteRedirect: head.WebsiteRedirectLocation,
    metadata: head.Metadata ?? {},
    tagCount: head.TagCount ?? 0,
    ...((mode ?? legalHold) && { lock: { mode, until: until?.toISOString(), legalHold } }),
  };
}

function checksums(head: HeadObjectCommandOutput): Record<string, string> {
  const found = {
    CRC32: head.ChecksumCRC32,
    CRC32C: head.ChecksumCRC32C,
    CRC64NVME: head.ChecksumCRC64NVME,
    SHA1: head.ChecksumSHA1,
    SHA256: head.ChecksumSHA256,
  };
  return Object.fromEntries(Object.entries(found).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
