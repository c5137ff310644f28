import { createHash } from 'node:crypto';
import type { ObjectEntry } from './entry';

type Listed = Pick<ObjectEntry, 'key' | 'versionId' | 'lastModified' | 'etag' | 'size'>;

const DIGESTS = 1n << 256n;

/**
 * What a listing has, whatever its order: how much, and a digest that is another one as soon as one object is. A replica
 * keeps version ids and times, and not always ETags; without versions only ETags tell two writes of one second apart.
 */
export class ListedObjects {
  objects = 0;
  bytes = 0;
  private sum = 0n;

  add({ key, versionId, lastModified, etag, size }: Listed): void {
    this.objects++;
    this.bytes += size;
    const what = JSON.stringify([key, versionId, lastModified, size, versionId === 'null' ? etag : null]);
    const digest = createHash('sha256').update(what).digest('hex');
    this.sum = (this.sum + BigInt(`0x${digest}`)) % DIGESTS;
  }

  get digest(): string {
    return this.sum.toString(16).padStart(64, '0');
  }
}
