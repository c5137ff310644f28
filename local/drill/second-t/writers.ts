import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Stage } from '../model';
import { Repetition } from '../repetition';
import type { SeededRandom } from '../seeded-random';
import { RowLog } from './row-log';

const PAUSE_MILLISECONDS = 3;
/** Each has so many keys that some are overwritten within a second and some are not. */
const REWRITERS = 3;
const REWRITTEN_KEYS = 40;
const SHORT_LIVES = 40;
/** Each has one upload in flight nearly all the time. */
const UPLOADERS = 4;
const UPLOAD_MILLISECONDS = 250;

const NAME = 'second-t-';

/** Whether they may have written it. */
export const isOfSecondT = (key: string): boolean => key.includes(`/${NAME}`);

/**
 * Writers that do not stop for the target time: every few milliseconds they create, overwrite and delete objects and
 * their rows, at once and in parts. As an application does, they store an object before its row and delete it after it.
 * No two write the same key at the same time.
 */
export class SecondTWriters {
  private readonly alive = new Set<string>();
  private readonly repetitions: readonly Repetition[];
  private revision = 0;

  private constructor(
    private readonly stage: Stage,
    readonly rows: RowLog,
    private readonly random: SeededRandom,
  ) {
    const each = (act: (n: number) => Promise<void>) => new Repetition(PAUSE_MILLISECONDS, act);
    this.repetitions = [
      each((n) => this.put(`created-${n}`)),
      each(() => this.live(random.below(SHORT_LIVES))),
      ...Array.from({ length: REWRITERS }, (_, of) =>
        each(() => this.put(`rewritten-${of}-${random.below(REWRITTEN_KEYS)}`)),
      ),
      ...Array.from({ length: UPLOADERS }, (_, of) =>
        each((n) => this.upload(n % 2 === 0 ? `parts-${of}` : `parts-${of}-${n}`)),
      ),
    ];
  }

  static async start(stage: Stage, random: SeededRandom): Promise<SecondTWriters> {
    return new SecondTWriters(stage, await RowLog.open(stage), random);
  }

  /** @returns how many objects were stored or deleted */
  async stop(): Promise<number> {
    await Promise.all(this.repetitions.map((repetition) => repetition.stop()));
    return this.repetitions.reduce((sum, { times }) => sum + times, 0);
  }

  private async put(name: string, hasRow = true): Promise<void> {
    const revision = this.revision++;
    await this.stage.s3.send(new PutObjectCommand({ ...this.object(name), Body: `revision ${revision}` }));
    if (hasRow) await this.rows.put(NAME + name, this.path(name), revision);
  }

  /** One key that is there or not. Every other one has no row, ever. */
  private async live(n: number): Promise<void> {
    const name = `life-${n}`;
    const hasRow = n % 2 === 0;
    if (this.alive.has(name) && this.random.chance(0.6)) {
      if (hasRow) await this.rows.remove(NAME + name);
      await this.stage.s3.send(new DeleteObjectCommand(this.object(name)));
      this.alive.delete(name);
    } else {
      await this.put(name, hasRow);
      this.alive.add(name);
    }
  }

  private async upload(name: string): Promise<void> {
    const { s3 } = this.stage;
    const revision = this.revision++;
    const object = this.object(name);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object));
    const part = { ...object, UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: `revision ${revision}, in parts` }));
    await sleep(this.random.below(UPLOAD_MILLISECONDS));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
    await this.rows.put(NAME + name, this.path(name), revision);
  }

  private object(name: string) {
    return { Bucket: this.stage.bucket, Key: `${this.stage.prefix}documents/${NAME}${name}` };
  }

  private path(name: string): string {
    const { Bucket, Key } = this.object(name);
    return `s3://${Bucket}/${Key}`;
  }
}
