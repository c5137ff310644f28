import type { Acl } from './acl';
import type { Body } from './body';
import type { Algorithm, Checksum } from './checksum';
import type { Settings } from './versions';

export interface Part {
  readonly body: Body;
  /** MD5 in hexadecimal digits: the ETag of the part. */
  readonly md5: string;
  readonly checksum?: Checksum;
  readonly lastModified: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly uploadId: string;
  readonly key: string;
  /** What the object's `LastModified` will say, however late it is completed. */
  readonly initiatedAt: number;
  readonly settings: Settings;
  readonly tags: ReadonlyMap<string, string>;
  readonly acl: Acl;
  readonly algorithm?: Algorithm;
  readonly checksumType?: Checksum['type'];
  readonly parts: Map<number, Part>;
}
