import { createHash } from 'node:crypto';
import type { Acl } from './acl';
import { Body } from './body';
import { hollowDescription } from './checksum';
import { randomId } from './ids';
import { describedBy, etagOf } from './settings';
import type { Store } from './store';
import { type Content, NO_TAGS, type Settings, type Version } from './versions';

/** One version that is put into the store without a request. */
export interface SeedVersion {
  /** What `LastModified` says, cut to the second. */
  readonly at: Date;
  readonly deleteMarker?: boolean;
  readonly body?: Buffer | string;
  /** Instead of a body: an object of this size that costs nothing and reads as zeros. */
  readonly size?: number;
  /** @default - a random one; `null` for what was stored without versioning */
  readonly versionId?: string;
  /** As if uploaded in so many parts: the ETag ends in `-N`. */
  readonly parts?: number;
  /** By the names of the HTTP headers: `content-type`, `x-amz-meta-…`. */
  readonly description?: Readonly<Record<string, string>>;
  /** By the names of the HTTP headers: `x-amz-storage-class`, `x-amz-server-side-encryption`, `x-amz-object-lock-…`. */
  readonly placement?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - its owner's alone */
  readonly acl?: Acl;
}

export interface SeedEntry {
  readonly key: string;
  /** In stored order, oldest first. */
  readonly versions: readonly SeedVersion[];
}

const DESCRIPTION = describedBy({});
const PLACEMENT: Settings['placement'] = { 'x-amz-server-side-encryption': 'AES256' };

/**
 * Puts histories into a bucket, which is made (with versioning enabled) when it is not there. Equal bodies are shared,
 * so that a million versions take seconds.
 */
export function seed(store: Store, bucketName: string, entries: Iterable<SeedEntry>): void {
  const bucket = store.buckets.get(bucketName) ?? store.create(bucketName);
  bucket.versioning ??= 'Enabled';
  const shared = new Map<Buffer | string | number, Content>();
  for (const { key, versions } of entries) {
    for (const version of versions) bucket.append(key, toVersion(version, shared));
  }
}

function toVersion(seeded: SeedVersion, shared: Map<Buffer | string | number, Content>): Version {
  const versionId = seeded.versionId ?? randomId();
  const storedAt = seeded.at.getTime();
  const stored = { lastModified: Math.floor(storedAt / 1000) * 1000, storedAt };
  if (seeded.deleteMarker) return { kind: 'marker', versionId, ...stored };
  const placement = seeded.placement ? { ...PLACEMENT, ...seeded.placement } : PLACEMENT;
  return {
    kind: 'object',
    versionId,
    ...stored,
    content: finished(sharedContent(seeded.size ?? seeded.body ?? '', shared), seeded, placement),
    description: seeded.description ? { ...DESCRIPTION, ...seeded.description } : DESCRIPTION,
    placement,
    tags: seeded.tags ? new Map(Object.entries(seeded.tags)) : NO_TAGS,
    acl: seeded.acl,
  };
}

function sharedContent(given: Buffer | string | number, shared: Map<Buffer | string | number, Content>): Content {
  let content = shared.get(given);
  if (!content) {
    const body = typeof given === 'number' ? Body.hollow(given) : Body.of(Buffer.from(given));
    const md5 = createHash('md5')
      .update(body.bytes ?? hollowDescription(body))
      .digest('hex');
    content = { body, etag: md5, md5 };
    shared.set(given, content);
  }
  return content;
}

/** With the ETag that parts or a KMS key give it. */
function finished(content: Content, { parts }: SeedVersion, placement: Settings['placement']): Content {
  const { body, md5 = '' } = content;
  if (parts === undefined) {
    const etag = etagOf(md5, placement);
    return etag === md5 ? content : { ...content, etag };
  }
  const each = Math.ceil(body.size / parts);
  const partSizes = Array.from({ length: parts }, (_, index) => Math.min(each, body.size - each * index));
  return { body, etag: `${md5}-${parts}`, partSizes };
}
