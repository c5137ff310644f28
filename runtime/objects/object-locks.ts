import {
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Lock, LockMode } from '../../domain/objects/lock-renewal';

/** What a bucket locks everything for that is written to it. */
export interface DefaultLock {
  readonly mode: LockMode;
  readonly days: number;
}

/** The locks of a bucket. Read and set without a right to read the objects. */
export class ObjectLocks {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** Undefined where the bucket locks nothing by itself. */
  async byDefault(): Promise<DefaultLock | undefined> {
    try {
      const found = await this.client.send(new GetObjectLockConfigurationCommand({ Bucket: this.bucket }));
      const { Mode, Days, Years } = found.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
      return Mode && { mode: Mode, days: Days ?? 365 * (Years ?? 0) };
    } catch (error) {
      if ((error as Error).name === 'ObjectLockConfigurationNotFoundError') return undefined;
      throw error;
    }
  }

  /** Undefined when it has none. @throws Error when there is no such version */
  async of(key: string, versionId: string): Promise<Lock | undefined> {
    try {
      const wanted = { Bucket: this.bucket, Key: key, VersionId: versionId };
      const { Retention } = await this.client.send(new GetObjectRetentionCommand(wanted));
      if (Retention?.Mode === undefined || Retention.RetainUntilDate === undefined) return undefined;
      return { mode: Retention.Mode, until: Retention.RetainUntilDate.getTime() };
    } catch (error) {
      if ((error as Error).name === 'NoSuchObjectLockConfiguration') return undefined;
      throw error;
    }
  }

  /** Never shorter: S3 refuses that to who may not bypass the lock, and no role here may. */
  async extend(key: string, versionId: string, { mode, until }: Lock): Promise<void> {
    const Retention = { Mode: mode, RetainUntilDate: new Date(until) };
    await this.client.send(
      new PutObjectRetentionCommand({ Bucket: this.bucket, Key: key, VersionId: versionId, Retention }),
    );
  }
}
