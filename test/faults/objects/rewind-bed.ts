import type { S3Client } from '@aws-sdk/client-s3';
import type { SeedVersion } from '../../../local/aws/s3/seed';
import { type Engine, type EngineOptions, rewindEngine } from '../../../runtime/objects/rewind/engine';
import { layoutBelow } from '../../../runtime/objects/rewind/layout';
import { type RewindOutcome, rewind } from '../../../runtime/objects/rewind/rewind';
import { MemoryEvidence } from '../../runtime/objects/rewind/memory-evidence';
import { BUCKET, type StoreBed, type StoreBedOptions, storeBed } from '../../runtime/objects/rewind/store-bed';

/** The target time of all these tests. */
export const T = Date.parse('2026-11-23T04:00:00Z');

/** Seconds before (negative) or after T. */
export function from(seconds: number): { at: Date } {
  return { at: new Date(T + seconds * 1000) };
}

export interface RewindBed extends StoreBed {
  readonly evidence: MemoryEvidence;
  seedKey(key: string, ...oldestFirst: SeedVersion[]): void;
  engine(options?: Partial<EngineOptions>, client?: S3Client): Engine;
  rewind(options?: Partial<EngineOptions>): Promise<RewindOutcome>;
  /** How many writes the store was asked for. */
  writes(): number;
}

const WRITES = [
  'CopyObject',
  'DeleteObject',
  'DeleteObjects',
  'CompleteMultipartUpload',
  'CreateMultipartUpload',
  'PutObject',
];

let runs = 0;

/** A store to rewind to T; closing it checks that nobody has deleted a version. */
export async function rewindBed(store: StoreBedOptions = {}): Promise<RewindBed> {
  const bed = await storeBed(T + 3600_000, store);
  const evidence = new MemoryEvidence();
  const close = bed.close;
  const engine = (options: Partial<EngineOptions> = {}, client = bed.client) => {
    const source = { bucket: BUCKET, prefix: '' };
    return rewindEngine(client, { evidence, source, clock: { sleep: async () => {} }, ...options });
  };
  return Object.assign(bed, {
    evidence,
    seedKey: (key: string, ...versions: SeedVersion[]) => bed.s3.seed(BUCKET, [{ key, versions }]),
    engine,
    rewind: async (options?: Partial<EngineOptions>) =>
      await rewind(engine(options), { at: T, layout: layoutBelow(`run-${runs++}/`), deep: 'properties' }),
    writes: () => WRITES.reduce((sum, name) => sum + (bed.s3.calls.get(name) ?? 0), 0),
    close: async () => {
      expect(bed.s3.versionDeletes).toBe(0);
      await close();
    },
  });
}
