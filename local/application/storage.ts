import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

export type Category = 'audio' | 'documents' | 'transcripts' | 'artifacts' | 'exports';

export interface StoredFile {
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Files under `s3://<bucket>/<prefix>/<category>/<filename>`; rows hold that whole path. */
export class Storage {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly prefix: string,
  ) {}

  /** Overwrites whatever has that name. @returns the path that belongs into the row */
  async put(category: Category, filename: string, { body, contentType }: StoredFile): Promise<string> {
    const key = [this.prefix, category, filename].filter((part) => part !== '').join('/');
    await this.client.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType }),
    );
    return `s3://${this.bucket}/${key}`;
  }

  async get(path: string): Promise<StoredFile | undefined> {
    const location = locate(path);
    if (location === undefined) return undefined;
    try {
      const { Body, ContentType } = await this.client.send(new GetObjectCommand(location));
      return { body: await Body!.transformToByteArray(), contentType: ContentType ?? 'application/octet-stream' };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async exists(path: string): Promise<boolean> {
    const location = locate(path);
    if (location === undefined) return false;
    try {
      await this.client.send(new HeadObjectCommand(location));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  async remove(path: string): Promise<void> {
    const location = locate(path);
    if (location !== undefined) await this.client.send(new DeleteObjectCommand(location));
  }

  /** Fails when the bucket cannot be reached. */
  async ping(): Promise<void> {
    await this.client.send(new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.prefix, MaxKeys: 1 }));
  }
}

function locate(path: string): { Bucket: string; Key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  return bucket !== undefined && key !== undefined ? { Bucket: bucket, Key: key } : undefined;
}
