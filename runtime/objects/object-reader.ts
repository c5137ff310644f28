import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ReadBytes } from '../../domain/checks/object-bytes';

export interface ReadObject extends ReadBytes {
  readonly versionId: string | undefined;
}

/** Reads objects back, the current version or a named one; undefined means that there is none. */
export class ObjectReader {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async exists(key: string): Promise<boolean> {
    const found = await orUndefined(() => this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key })));
    return found !== undefined;
  }

  /** All of its bytes, as a stream; the SDK compares them with the stored checksum where the object has one. */
  async digest(key: string, versionId?: string): Promise<ReadObject | undefined> {
    return await orUndefined(async () => {
      const found = await this.get(key, versionId);
      const hash = createHash('md5');
      let size = 0;
      for await (const chunk of found.Body as Readable) {
        hash.update(chunk);
        size += chunk.length;
      }
      const kms = found.ServerSideEncryption?.startsWith('aws:kms') ?? false;
      const plainEtag = !kms && found.SSECustomerAlgorithm === undefined;
      const md5 = hash.digest('hex');
      return { size, md5, plainEtag, checked: hasWholeChecksum(found), versionId: found.VersionId };
    });
  }

  async json(key: string, versionId?: string): Promise<unknown> {
    return await orUndefined(async () => {
      const found = await this.get(key, versionId);
      const value: unknown = JSON.parse(await found.Body!.transformToString('utf-8'));
      return value;
    });
  }

  private async get(key: string, versionId: string | undefined) {
    return await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }));
  }
}

/** The SDK compares it while it reads; one of the parts' checksums (`…-3`) it does not. */
function hasWholeChecksum(found: GetObjectCommandOutput): boolean {
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = found;
  const stored = [ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256];
  return stored.some((checksum) => checksum !== undefined && !/-\d+$/.test(checksum));
}

/** A marker on top answers 404 like a key that never was; asked for by version it answers 405. */
const ABSENT = ['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed'];

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && ABSENT.includes(error.name)) return undefined;
    throw error;
  }
}
