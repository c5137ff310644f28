import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalService } from '../service';
import { Call, type Reply } from './call';
import { S3Error, s3Error } from './errors';
import type { Fault, Faults } from './faults';
import { checkSupported, headersOf } from './headers';
import { randomId } from './ids';
import { moveByLifecycle } from './lifecycle';
import { send, sendError } from './respond';
import { findRoute } from './routes';
import { type SeedEntry, seed } from './seed';
import { Store, type StoreOptions } from './store';
import { parseTarget } from './target';
import type { Version } from './versions';

/**
 * S3 on this machine: buckets with versions, delete markers and stored order, path-style requests. The index lives in
 * memory and dies with the process; bodies of some size lie in files.
 */
export class LocalS3 implements LocalService {
  readonly name = 's3';
  /** For tests: what shall go wrong. */
  readonly faults: Faults = {};
  /** How often each operation was asked for. */
  readonly calls = new Map<string, number>();
  private readonly store: Store;

  constructor(options: StoreOptions) {
    this.store = new Store(options);
  }

  /** How many DeleteObject calls and DeleteObjects entries named a version: a restore must keep it at zero. */
  get versionDeletes(): number {
    return this.store.versionDeletes;
  }

  /** ARNs of keys of KMS that are disabled; tests add to them. */
  get disabledKeys(): Set<string> {
    return this.store.disabledKeys;
  }

  /** Puts whole histories into a bucket without a request each. */
  seed(bucket: string, entries: Iterable<SeedEntry>): void {
    seed(this.store, bucket, entries);
  }

  /** @returns what puts every bucket back as it is now: a suite tries many restores of one incident */
  checkpoint(): () => void {
    return this.store.checkpoint();
  }

  /** Every version of every key, oldest first in stored order: with it a look from outside knows what no listing tells. */
  histories(bucket: string): ReadonlyMap<string, readonly Version[]> {
    const found = this.store.bucket(bucket);
    return new Map(found.keys.inOrder().map((key) => [key, [...found.history(key)]]));
  }

  /** Changes a byte of the key's current object behind S3's back; versions that share the bytes change with it. */
  rot(bucket: string, key: string): void {
    const current = this.store.bucket(bucket).current(key);
    if (current?.kind !== 'object') throw new Error(`There is no object \`${key}\` in ${bucket}.`);
    current.content.body.rot();
  }

  /** Moves all versions of a key but the current one to another class, as a lifecycle rule does in time. */
  archive(bucket: string, key: string, storageClass: string): void {
    const kept = this.store.bucket(bucket);
    for (let at = kept.history(key).length - 2; at >= 0; at--) kept.move(key, at, storageClass);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomId().slice(0, 16).toUpperCase();
    try {
      const reply = await this.answer(request);
      if (reply === 'reset') request.socket.destroy();
      else await send(request, response, reply, requestId);
    } catch (error) {
      sendError(request, response, error instanceof S3Error ? error : internalError(error), requestId);
    }
  }

  async close(): Promise<void> {
    await rm(this.store.bodies, { recursive: true, force: true });
  }

  private async answer(request: IncomingMessage): Promise<Reply | 'reset'> {
    const target = parseTarget(request.method ?? 'GET', request.url ?? '/');
    const headers = headersOf(request, target.query);
    const { operation, run } = findRoute(target, headers);
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
    const fault = this.faults.intercept?.(operation, request);
    if (fault === 'reset') return 'reset';
    if (fault !== undefined && fault !== 'reset-after') throw injected(fault);
    checkSupported(headers);
    const refusal = (key: string) => this.faults.refuse?.(operation, key);
    const refused = target.key === '' ? undefined : refusal(target.key);
    if (refused) throw new S3Error(403, refused, 'Refused by the test');
    for (const bucket of this.store.buckets.values()) moveByLifecycle(bucket, this.store.now());
    const reply = await run(new Call(this.store, target, headers, request, refusal, this.faults));
    return fault === 'reset-after' ? 'reset' : reply;
  }
}

function injected(fault: Exclude<Fault, 'reset' | 'reset-after'>): S3Error {
  if (fault === 'error-in-200') return new S3Error(200, 'InternalError', 'Injected by the test');
  return new S3Error(fault.status, fault.code, 'Injected by the test');
}

/** A defect of this store: told to the client, so that a test shows it. */
function internalError(error: unknown): S3Error {
  return s3Error('InternalError', { Message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
