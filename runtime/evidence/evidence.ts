import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { executionDigest } from '../../domain/workflow/execution-digest';
import { isKept } from '../../domain/workflow/kept-evidence';
import type { Workflow } from '../../domain/workflow/workflow';
import { type EvidenceEntry, type EvidenceStore, lines } from './evidence-store';
import { parsed, unusable } from './unusable';

/** How often a conditional write that met another one in flight (409) is tried. */
const CONFLICT_TRIES = 5;

/** On every object that a step writes into the folder of its run: whose it is. */
const EXECUTION = 'pegasus-execution';

/** The folder of one run: what lies there counts only when this very execution has written it. */
interface OwnFolder {
  readonly prefix: string;
  readonly execution: string;
}

export interface EvidenceOptions {
  /** @default - it is not asked whose an object is */
  readonly own?: OwnFolder;
  /** What is kept is locked for so long as it is written. @default - nothing is locked */
  readonly lockDays?: number;
}

/** The evidence bucket, as the steps of one execution see it. */
export const evidenceOf = (
  { plan, execution }: Pick<Workflow, 'plan' | 'execution'>,
  client = new S3Client({}),
  lockDays?: number,
) =>
  new Evidence(client, plan.evidence.bucket, {
    own: { prefix: plan.evidence.prefix, execution: executionDigest(execution) },
    lockDays,
  });

/** The evidence bucket: locks, plans, ledger, proofs and reports of every run. */
export class Evidence implements EvidenceStore {
  constructor(
    private readonly client: S3Client,
    readonly bucket: string,
    private readonly options: EvidenceOptions = {},
  ) {}

  async putJson(key: string, value: unknown): Promise<void> {
    await this.put(key, json(value), 'application/json');
  }

  /** Writes only where nothing is. @returns false when the key existed */
  async createJson(key: string, value: unknown): Promise<boolean> {
    return await this.putIf(key, value, { IfNoneMatch: '*' });
  }

  /** Writes only over what was read. @returns false when another process has written since */
  async replaceJson(key: string, value: unknown, etag: string): Promise<boolean> {
    return await this.putIf(key, value, { IfMatch: etag });
  }

  async getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined> {
    return (await this.getTagged(key, parse))?.value;
  }

  /** The value and the ETag that `replaceJson` asks for. */
  async getTagged<T>(key: string, parse?: (value: unknown) => T): Promise<{ value: T; etag: string } | undefined> {
    const found = await this.getText(key);
    return found && { value: parsed(key, found.text, parse ?? ((value) => value as T)), etag: found.etag };
  }

  /** As it lies there, whatever it is. */
  async getText(key: string): Promise<{ text: string; etag: string } | undefined> {
    const found = await this.find(key);
    return found && { text: await found.Body!.transformToString('utf-8'), etag: found.ETag! };
  }

  async *list(prefix: string): AsyncGenerator<EvidenceEntry> {
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix: prefix })) {
      for (const { Key, Size } of page.Contents ?? []) yield { key: Key!, size: Size ?? 0 };
    }
  }

  async *readLines(key: string): AsyncGenerator<string> {
    const found = await this.find(key);
    if (found === undefined) throw unusable(key, 'is gone');
    yield* lines(found.Body as Readable);
  }

  async putText(key: string, text: string, contentType: string): Promise<void> {
    await this.put(key, text, contentType);
  }

  private async find(key: string): Promise<GetObjectCommandOutput | undefined> {
    try {
      const found = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      const owner = this.ownerOf(key);
      if (owner === undefined || found.Metadata?.[EXECUTION] === owner.execution) return found;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
    throw unusable(key, 'was not written by this execution');
  }

  private ownerOf(key: string): OwnFolder | undefined {
    const { own } = this.options;
    return own !== undefined && key.startsWith(own.prefix) ? own : undefined;
  }

  private async put(key: string, body: string, contentType: string, condition: Condition = {}): Promise<void> {
    const owner = this.ownerOf(key);
    const Metadata = owner && { [EXECUTION]: owner.execution };
    const content = { Body: body, Metadata, ContentLength: Buffer.byteLength(body), ContentType: contentType };
    const lock = this.lockOf(key);
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, ...content, ...condition, ...lock }));
  }

  /** Under governance: what must be erased still can be, by the break-glass role. */
  private lockOf(key: string): Pick<PutObjectCommandInput, 'ObjectLockMode' | 'ObjectLockRetainUntilDate'> {
    const { lockDays } = this.options;
    if (lockDays === undefined || !isKept(key)) return {};
    const until = new Date(Date.now() + lockDays * 24 * 3600 * 1000);
    return { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until };
  }

  private async putIf(key: string, value: unknown, condition: Condition): Promise<boolean> {
    for (let attempt = 1; attempt <= CONFLICT_TRIES; attempt++) {
      try {
        await this.put(key, json(value), 'application/json', condition);
        return true;
      } catch (error) {
        const { name } = error as Error;
        if (name === 'PreconditionFailed' || name === 'NoSuchKey') return false;
        if (name !== 'ConditionalRequestConflict') throw error;
      }
    }
    throw new PegasusError(
      ErrorName.RETRYABLE,
      `\`${key}\` in ${this.bucket} is being written by another process (409, ${CONFLICT_TRIES} times): try again.`,
    );
  }
}

type Condition = { readonly IfNoneMatch?: '*'; readonly IfMatch?: string };

/** As it lies there, to the byte. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n';
}
