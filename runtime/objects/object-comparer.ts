import { createHash } from 'node:crypto';
import { sameAcl } from '../../domain/objects/acl';
import { isMultipart } from '../../domain/objects/entry';
import { differingProperty, type ObjectDescription, sameBytes } from '../../domain/objects/identity';
import type { Objects } from './objects';
import { isUnreadable } from './s3-errors';

/** One version: where, which, and its ETag as listed. */
export interface VersionName {
  readonly key: string;
  readonly versionId: string;
  readonly etag: string;
  /** The class in which its copy is to be, where it is not its own. */
  readonly restoreAs?: string;
}

/** Tells whether two versions are the same object to every reader: bytes, headers, metadata, tags, ACL. */
export class ObjectComparer {
  constructor(
    private readonly source: Objects,
    private readonly target: Objects,
    /** Whether both buckets allow ACLs. */
    private readonly keepsAcls: () => Promise<boolean>,
  ) {}

  /** What cannot be read is another one: it need not be readable to be replaced. */
  async isSame(wanted: VersionName, current: VersionName): Promise<boolean> {
    try {
      return await this.isSameReadable(wanted, current);
    } catch (error) {
      if (isUnreadable(error)) return false;
      throw error;
    }
  }

  /** Of the current version alone it is asked first: in most cases that decides. */
  private async isSameReadable(wanted: VersionName, current: VersionName): Promise<boolean> {
    const now = await this.target.describe(current.key, current.versionId);
    if (wanted.etag !== now.etag && !isMultipart(wanted) && !isMultipart(now) && !isKms(now)) return false;
    return (await this.difference(wanted, current, now)) === null;
  }

  /** @returns the first property that differs, or null */
  async difference(wanted: VersionName, current: VersionName, known?: ObjectDescription): Promise<string | null> {
    const [a, b] = await Promise.all([
      this.source.describe(wanted.key, wanted.versionId),
      known ?? this.target.describe(current.key, current.versionId),
    ]);
    const property = differingProperty(wanted.restoreAs === undefined ? a : inClass(a, wanted.restoreAs), b);
    if (property !== null) return property;
    const bytes = sameBytes(a, b);
    if (bytes === 'different') return 'bytes';
    if (bytes === 'undecided' && !(await this.bytesAreEqual(wanted, current))) return 'bytes';
    if (a.tagCount > 0 && !(await this.tagsAreEqual(wanted, current))) return 'tags';
    return (await this.keepsAcls()) && !(await this.aclsAreEqual(wanted, current)) ? 'ACL' : null;
  }

  /** Reads both; they may differ although ETag and checksum cannot tell. */
  async bytesAreEqual(wanted: VersionName, current: VersionName): Promise<boolean> {
    const [a, b] = await Promise.all([digest(this.source, wanted), digest(this.target, current)]);
    return a === b;
  }

  private async aclsAreEqual(wanted: VersionName, current: VersionName): Promise<boolean> {
    const [a, b] = await Promise.all([
      this.source.acl(wanted.key, wanted.versionId),
      this.target.acl(current.key, current.versionId),
    ]);
    return sameAcl(a, b);
  }

  private async tagsAreEqual(wanted: VersionName, current: VersionName): Promise<boolean> {
    const [a, b] = await Promise.all([
      this.source.tags(wanted.key, wanted.versionId),
      this.target.tags(current.key, current.versionId),
    ]);
    return JSON.stringify(a) === JSON.stringify(b);
  }
}

/** STANDARD is what is not said. */
export function inClass(object: ObjectDescription, storageClass: string): ObjectDescription {
  return { ...object, storageClass: storageClass === 'STANDARD' ? undefined : storageClass };
}

function isKms(object: ObjectDescription): boolean {
  return object.encryption?.startsWith('aws:kms') ?? false;
}

async function digest(objects: Objects, { key, versionId }: VersionName): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await objects.read(key, versionId)) hash.update(chunk);
  return hash.digest('hex');
}
