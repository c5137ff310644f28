import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type ObjectLockLegalHoldStatus,
  type ObjectLockMode,
  type ServerSideEncryption,
  type StorageClass,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type Acl, granteesWith, sayAcl } from '../../domain/objects/acl';
import { isMultipart } from '../../domain/objects/entry';
import type { ObjectDescription } from '../../domain/objects/identity';
import { type ByteRange, MAX_COPY_BYTES, partSize, ranges } from '../../domain/objects/multipart';
import type { Objects } from './objects';
import { described, isForbidden, isNotFound, isUnreadable, isWithoutObjectLock } from './s3-errors';

/** Parts of one object that are copied at the same time. */
const PARTS_AT_ONCE = 8;

/** Only over this version, or only where nothing (or a delete marker) is. */
export type Condition = { readonly IfMatch?: string; readonly IfNoneMatch?: '*' };

export interface CopyRequest {
  readonly from: { readonly key: string; readonly versionId: string };
  readonly key: string;
  readonly condition: Condition;
}

/** The version to copy from is not there any more; another one is never taken instead. */
export class SourceGone extends Error {
  override readonly name = 'SourceGone';
  constructor(versionId: string) {
    super(`version ${versionId} existed when the plan was made and is gone now: choose a later target time`);
  }
}

/** The version to copy from cannot be decrypted: nothing is put in its place, the key has to be made usable. */
export class KeyUnusable extends Error {
  override readonly name = 'KeyUnusable';
  constructor(arn: string | undefined, why: string) {
    super(
      arn === undefined
        ? `the version cannot be read (${why}): it seems to be encrypted with a key that a customer gave (SSE-C)`
        : `the version is encrypted with ${arn}, which cannot be used (${why}): enable the key and allow kms:Decrypt, then start again`,
    );
  }
}

/** A copy keeps the lock of its source, which only a bucket with Object Lock can: it is not left out in silence. */
export class LockNotKept extends Error {
  override readonly name = 'LockNotKept';
  constructor(bucket: string, { mode, until, legalHold }: NonNullable<ObjectDescription['lock']>) {
    const lock = [mode && `${mode} until ${until}`, legalHold === 'ON' && 'a legal hold'].filter(Boolean).join(', ');
    super(
      `the object is locked (${lock}) and the bucket ${bucket} has no Object Lock: make that bucket with Object Lock, or copy into one that has it`,
    );
  }
}

/** A copy keeps the ACL of its source: it is not left out in silence. */
export class AclNotKept extends Error {
  override readonly name = 'AclNotKept';
  constructor(acl: Acl, why: string) {
    super(
      `the copy with the ACL of its source (${sayAcl(acl)}) was refused (${why}): allow s3:PutObjectAcl, and where the bucket blocks public ACLs, decide whether the object is to stay public`,
    );
  }
}

/** Copies one version on top of a key, inside the store, with everything a plain copy drops. */
export class ObjectCopier {
  constructor(
    private readonly source: Objects,
    private readonly target: Objects,
    /** Whether both buckets allow ACLs. */
    private readonly keepsAcls: () => Promise<boolean>,
    /** What one CopyObject carries; smaller in tests. */
    private readonly limits: { readonly copy: number; readonly part?: number } = { copy: MAX_COPY_BYTES },
  ) {}

  isInParts(object: { readonly etag: string; readonly size: number }): boolean {
    return isMultipart(object) || object.size > this.limits.copy;
  }

  /**
   * Looks at the source. On its own, because S3 counts reads and writes apart: while one key is copied, others are
   * looked at.
   * @throws SourceGone, KeyUnusable, AclUnreadable
   */
  async describe(from: CopyRequest['from']): Promise<ObjectDescription> {
    const found = await this.look(from);
    return (await this.keepsAcls()) ? { ...found, acl: await this.source.acl(from.key, from.versionId) } : found;
  }

  private async look({ key, versionId }: CopyRequest['from']): Promise<ObjectDescription> {
    try {
      return await this.source.describe(key, versionId);
    } catch (error) {
      if (isNotFound(error)) throw new SourceGone(versionId);
      if (!isUnreadable(error)) throw error;
      const arn = await this.source.encryptionKey(key, versionId);
      throw arn === undefined && isForbidden(error) ? error : new KeyUnusable(arn, described(error));
    }
  }

  /** @returns the version id of the copy; @throws LockNotKept, AclNotKept */
  async copy(request: CopyRequest, source: ObjectDescription): Promise<string> {
    const parts = await this.partsOf(request.from.key, source);
    try {
      return parts === undefined ? await this.whole(request, source) : await this.inParts(request, source, parts);
    } catch (error) {
      if (source.lock !== undefined && isWithoutObjectLock(error)) {
        throw new LockNotKept(this.target.bucket, source.lock);
      }
      const { acl = [] } = source;
      if (acl.length > 0 && isForbidden(error)) throw new AclNotKept(acl, described(error));
      throw error;
    }
  }

  /**
   * How to cut the copy: as the source was cut, so that ETag and composite checksums stay what they were and a second
   * run recognises the copy; else, over the limit of one copy, in usual parts; undefined: in one piece.
   */
  private async partsOf(key: string, source: ObjectDescription): Promise<readonly ByteRange[] | undefined> {
    if (isMultipart(source) && source.size > 0) {
      const original = await this.originalParts(key, source);
      if (original !== undefined) return original;
    }
    return source.size > this.limits.copy ? ranges(source.size, partSize(source.size, this.limits.part)) : undefined;
  }

  private async originalParts(key: string, source: ObjectDescription): Promise<readonly ByteRange[] | undefined> {
    const first = await this.source.partOf(key, source.versionId, 1);
    if (first === undefined || first.size === 0) return undefined;
    const uniform = ranges(source.size, first.size);
    if (uniform.length === first.parts) return uniform;
    const cut: ByteRange[] = [{ first: 0, last: first.size - 1 }];
    for (let part = 2; part <= first.parts; part++) {
      const { size } = (await this.source.partOf(key, source.versionId, part))!;
      const start = cut.at(-1)!.last + 1;
      cut.push({ first: start, last: start + size - 1 });
    }
    return cut;
  }

  private async whole({ key, from, condition }: CopyRequest, source: ObjectDescription): Promise<string> {
    const done = await this.target.client.send(
      new CopyObjectCommand({
        Bucket: this.target.bucket,
        Key: key,
        CopySource: copySource(this.source.bucket, from),
        ChecksumAlgorithm: checksumAlgorithm(source),
        ...dropped(source),
        ...condition,
      }),
    );
    return done.VersionId ?? 'null';
  }

  private async inParts(
    { key, from, condition }: CopyRequest,
    source: ObjectDescription,
    cut: readonly ByteRange[],
  ): Promise<string> {
    const upload = { Bucket: this.target.bucket, Key: key };
    const { UploadId } = await this.target.client.send(
      new CreateMultipartUploadCommand({ ...upload, ...dropped(source), ...(await this.carried(from, source)) }),
    );
    try {
      const Parts = await this.copyParts({ ...upload, UploadId: UploadId!, from, cut });
      const done = await this.target.client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          UploadId,
          MultipartUpload: { Parts },
          ChecksumType: source.checksumType as ChecksumType | undefined,
          ...condition,
        }),
      );
      return done.VersionId ?? 'null';
    } catch (error) {
      await this.target.client.send(new AbortMultipartUploadCommand({ ...upload, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  /** All started parts are awaited even when one fails: an abort does not reach a part still in flight. */
  private async copyParts(upload: {
    readonly Bucket: string;
    readonly Key: string;
    readonly UploadId: string;
    readonly from: CopyRequest['from'];
    readonly cut: readonly ByteRange[];
  }): Promise<CompletedPart[]> {
    const { cut, from, ...target } = upload;
    const done: CompletedPart[] = [];
    let next = 0;
    let failed = false;
    const lane = async () => {
      while (next < cut.length && !failed) {
        const index = next++;
        const { first, last } = cut[index]!;
        try {
          const { CopyPartResult: copied } = await this.target.client.send(
            new UploadPartCopyCommand({
              ...target,
              PartNumber: index + 1,
              CopySource: copySource(this.source.bucket, from),
              ...(cut.length > 1 && { CopySourceRange: `bytes=${first}-${last}` }),
            }),
          );
          const { LastModified: _, ...part } = copied!;
          done[index] = { PartNumber: index + 1, ...part };
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, lane));
    for (const { status, ...outcome } of lanes)
      if (status === 'rejected') throw (outcome as { reason: unknown }).reason;
    return done;
  }

  /** An upload in parts carries nothing over by itself. */
  private async carried(from: CopyRequest['from'], source: ObjectDescription) {
    const tags = source.tagCount > 0 ? await this.source.tags(from.key, from.versionId) : [];
    return {
      ContentType: source.contentType,
      CacheControl: source.cacheControl,
      ContentDisposition: source.contentDisposition,
      ContentEncoding: source.contentEncoding,
      ContentLanguage: source.contentLanguage,
      Expires: source.expires === undefined ? undefined : new Date(source.expires),
      Metadata: { ...source.metadata },
      Tagging:
        new URLSearchParams(tags.map(({ Key, Value }): [string, string] => [Key!, Value ?? ''])).toString() ||
        undefined,
      ChecksumAlgorithm: checksumAlgorithm(source),
      ChecksumType: source.checksumType as ChecksumType | undefined,
    };
  }
}

/** What a plain copy leaves behind: storage class, encryption, website redirect, lock, ACL. */
function dropped(source: ObjectDescription) {
  const { lock, acl = [] } = source;
  const locked = lock?.until !== undefined && new Date(lock.until) > new Date();
  return {
    StorageClass: source.storageClass as StorageClass | undefined,
    ServerSideEncryption: source.encryption as ServerSideEncryption | undefined,
    SSEKMSKeyId: source.encryptionKey,
    BucketKeyEnabled: source.bucketKey,
    WebsiteRedirectLocation: source.websiteRedirect,
    GrantFullControl: granteesWith(acl, 'FULL_CONTROL'),
    GrantRead: granteesWith(acl, 'READ'),
    GrantReadACP: granteesWith(acl, 'READ_ACP'),
    GrantWriteACP: granteesWith(acl, 'WRITE_ACP'),
    ...(locked && {
      ObjectLockMode: lock.mode as ObjectLockMode,
      ObjectLockRetainUntilDate: new Date(lock.until),
    }),
    ...(lock?.legalHold !== undefined && {
      ObjectLockLegalHoldStatus: lock.legalHold as ObjectLockLegalHoldStatus,
    }),
  };
}

function checksumAlgorithm(source: ObjectDescription): ChecksumAlgorithm | undefined {
  return Object.keys(source.checksums)[0] as ChecksumAlgorithm | undefined;
}

/** `CopySource` is a header: every segment encoded, the slashes left, the version as a query. */
function copySource(bucket: string, { key, versionId }: CopyRequest['from']): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}?versionId=${encodeURIComponent(versionId)}`;
}
