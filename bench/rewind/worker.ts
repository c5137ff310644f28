import { CopyObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PlanCounts } from '../../domain/objects/plan';
import type { EvidenceEntry, EvidenceStore } from '../../runtime/evidence/evidence-store';
import { ObjectVersions } from '../../runtime/objects/object-versions';
import { rewindEngine, storeClient } from '../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../runtime/objects/rewind/layout';
import { planRewind } from '../../runtime/objects/rewind/plan';
import { applyParts } from '../../runtime/objects/rewind/rewind';
import { BUCKET, PREFIX, T, type WorkRequest, type WorkResult } from './workload';

/** One measurement in a process of its own, so that its peak of memory is its own. */
process.on('message', (request: WorkRequest) => {
  void work(request).then((result) => process.send!(result, () => process.exit()));
});

const SOURCE = { bucket: BUCKET, prefix: PREFIX };

async function work(request: WorkRequest): Promise<WorkResult> {
  const client = storeClient(
    {
      endpoint: `http://127.0.0.1:${request.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
    request.concurrency,
  );
  const run = await tasks[request.task](client, request);
  const memory = new Memory(request.samples);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const count = await run(memory.onProgress);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1_000_000 - memory.cpuSeconds;
  return { seconds: seconds - memory.seconds, cpuSeconds, count, live: memory.most };
}

/** What is alive on the heap, looked at after collecting, at so many moments of the run; what that costs is told apart. */
class Memory {
  most = 0;
  seconds = 0;
  cpuSeconds = 0;
  private due = 0;

  constructor(private readonly samples: { readonly every: number } | undefined) {}

  /** @param done versions listed so far */
  readonly onProgress = (done: number): void => {
    if (this.samples === undefined || done < this.due) return;
    this.due = done + this.samples.every;
    const [since, before] = [performance.now(), process.cpuUsage()];
    global.gc!();
    const { user, system } = process.cpuUsage(before);
    this.seconds += (performance.now() - since) / 1000;
    this.cpuSeconds += (user + system) / 1_000_000;
    this.most = Math.max(this.most, process.memoryUsage().heapUsed / 1024 ** 2);
  };
}

/** Each prepares, and gives back what is measured. */
const tasks = {
  receive: async (client: S3Client) => async () => {
    let count = 0;
    for await (const entries of new ObjectVersions(client, SOURCE).pages()) count += entries.length;
    return count;
  },
  plan: async (client: S3Client, request: WorkRequest) => async (onProgress: (versions: number) => void) => {
    const { counts } = await plan(client, request, new Discarded(), onProgress);
    return counts.versionsListed;
  },
  raw: (client: S3Client, request: WorkRequest) => copyLoop(client, request, false),
  careful: (client: S3Client, request: WorkRequest) => copyLoop(client, request, true),
  apply: async (client: S3Client, request: WorkRequest) => {
    const evidence = new Discarded();
    const { engine, layout, counts } = await plan(client, request, evidence);
    return async () => {
      const parts = await applyParts(engine, layout, counts);
      return parts.reduce((sum, { copied }) => sum + copied, 0);
    };
  },
};

/** The bare ceiling: as many lanes as the engine may have requests, each copying one key after the other. */
async function copyLoop(client: S3Client, request: WorkRequest, looks: boolean) {
  const evidence = new Discarded();
  await plan(client, request, evidence);
  const actions = evidence.actions.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));
  return async () => {
    let next = 0;
    const lane = async () => {
      for (let i = next++; i < actions.length; i = next++) {
        const { key: Key, versionId: VersionId } = actions[i];
        if (looks) await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, VersionId }));
        const CopySource = `${BUCKET}/${Key}?versionId=${VersionId}`;
        await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource }));
      }
    };
    await Promise.all(Array.from({ length: request.concurrency }, lane));
    return actions.length;
  };
}

async function plan(
  client: S3Client,
  { concurrency, listers }: WorkRequest,
  evidence: EvidenceStore,
  onProgress?: (versions: number) => void,
) {
  const engine = rewindEngine(client, { evidence, source: SOURCE, concurrency });
  const layout = layoutBelow('bench/');
  const world = { ...engine, hasTime: () => true, onProgress: (done: PlanCounts) => onProgress?.(done.versionsListed) };
  const { counts } = await planRewind(world, { layout, at: T, listers, resume: false });
  return { engine, layout, counts };
}

/** Keeps the actions only. */
class Discarded implements EvidenceStore {
  readonly actions: string[] = [];

  async putText(key: string, text: string): Promise<void> {
    if (process.env.KEEP_ACTIONS !== undefined && key.includes('/actions/')) this.actions.push(text);
  }
  async putJson(): Promise<void> {}
  async getJson(): Promise<undefined> {}
  async *list(prefix: string): AsyncGenerator<EvidenceEntry> {
    if (!prefix.endsWith('actions/')) return;
    for (const [i, text] of this.actions.entries()) yield { key: `actions/part-${i}.jsonl`, size: text.length };
  }
  async *readLines(key: string): AsyncGenerator<string> {
    yield* this.actions[Number(/part-(\d+)/.exec(key)![1])]!.trim().split('\n');
  }
}
