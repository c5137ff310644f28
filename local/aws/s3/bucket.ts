import { randomId } from './ids';
import { SortedKeys } from './keys';
import type { Upload } from './uploads';
import { type DeleteMarker, NULL_VERSION, type ObjectVersion, type Stored, type Version } from './versions';
import { document, element, text } from './xml';

/** One bucket: the history of every key in stored order, and what S3 does to it under each state of versioning. */
export class Bucket {
  /** Nothing: versioning was never enabled. */
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** XML (or JSON, for the policy) as it was put, by subresource. */
  readonly configurations = new Map<string, string>();
  readonly uploads = new Map<string, Upload>();
  readonly keys = new SortedKeys();
  /** Oldest first; never empty. */
  private readonly histories = new Map<string, Version[]>();

  constructor(
    readonly name: string,
    readonly createdAt: number,
    readonly objectLock: boolean,
    /** What S3 says where nothing else is said, since April 2023: the bucket allows no ACLs. */
    ownership = 'BucketOwnerEnforced',
  ) {
    if (objectLock) this.versioning = 'Enabled';
    const rule = element('Rule', text('ObjectOwnership', ownership));
    this.configurations.set('ownershipControls', document('OwnershipControls', rule));
  }

  /** Whether S3 would delete it. */
  get isEmpty(): boolean {
    return this.histories.size === 0 && this.uploads.size === 0;
  }

  /** Oldest first. */
  history(key: string): readonly Version[] {
    return this.histories.get(key) ?? [];
  }

  current(key: string): Version | undefined {
    return this.histories.get(key)?.at(-1);
  }

  /** The version with that id, or the current one. */
  find(key: string, versionId: string | undefined): Version | undefined {
    if (versionId === undefined) return this.current(key);
    return this.histories.get(key)?.findLast((version) => version.versionId === versionId);
  }

  /** Stores a new version on top; it replaces the null version unless versioning is enabled. */
  put(key: string, version: Omit<ObjectVersion, 'kind' | 'versionId'>): ObjectVersion {
    const stored: ObjectVersion = { kind: 'object', versionId: this.nextVersionId(key), ...version };
    return this.append(key, stored);
  }

  /** Deletes without naming a version; nothing is left to return where versioning was never enabled. */
  mark(key: string, stored: Stored): DeleteMarker | undefined {
    if (this.versioning === undefined) {
      this.remove(key, NULL_VERSION);
      return undefined;
    }
    return this.append(key, { kind: 'marker', versionId: this.nextVersionId(key), ...stored });
  }

  /** Removes one version for good. */
  remove(key: string, versionId: string): Version | undefined {
    const history = this.histories.get(key);
    const at = history?.findIndex((version) => version.versionId === versionId) ?? -1;
    if (!history || at < 0) return undefined;
    const [removed] = history.splice(at, 1);
    if (history.length === 0) {
      this.histories.delete(key);
      this.keys.remove(key);
    }
    return removed;
  }

  /** Stores a version as it is. */
  append<V extends Version>(key: string, version: V): V {
    const history = this.histories.get(key);
    if (history) {
      history.push(version);
    } else {
      this.histories.set(key, [version]);
      this.keys.add(key);
    }
    return version;
  }

  /** Moves a version (counted from the oldest) to another storage class. */
  move(key: string, at: number, storageClass: string): void {
    const version = this.histories.get(key)?.[at];
    if (version) this.place(key, version.versionId, { 'x-amz-storage-class': storageClass });
  }

  /** Changes the placement of a version; what is undefined goes. */
  place(key: string, versionId: string, changed: Readonly<Record<string, string | undefined>>): void {
    const history = this.histories.get(key);
    const at = history?.findIndex((version) => version.versionId === versionId) ?? -1;
    const version = history?.[at];
    if (history === undefined || version?.kind !== 'object') return;
    const placement = Object.entries({ ...version.placement, ...changed }).filter(([, value]) => value !== undefined);
    history[at] = { ...version, placement: Object.fromEntries(placement) as Record<string, string> };
  }

  /** Everything as it is now: what happens to the one is not seen in the other. Bodies are shared. */
  copy(): Bucket {
    const copy = new Bucket(this.name, this.createdAt, this.objectLock);
    copy.versioning = this.versioning;
    copy.configurations.clear();
    for (const [name, kept] of this.configurations) copy.configurations.set(name, kept);
    for (const [id, upload] of this.uploads) copy.uploads.set(id, { ...upload, parts: new Map(upload.parts) });
    for (const key of this.keys.inOrder()) {
      for (const version of this.history(key)) copy.append(key, { ...version });
    }
    return copy;
  }

  /** A new id, or the null version's, which makes room. */
  private nextVersionId(key: string): string {
    if (this.versioning === 'Enabled') return randomId();
    const history = this.histories.get(key);
    const at = history?.findIndex((version) => version.versionId === NULL_VERSION) ?? -1;
    if (at >= 0) history?.splice(at, 1);
    return NULL_VERSION;
  }
}
