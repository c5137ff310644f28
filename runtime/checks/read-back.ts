import {
  type BytesObservation,
  bytesDefect,
  etagIsMd5,
  isBySizeAlone,
  type WantedBytes,
} from '../../domain/checks/object-bytes';
import type { ObjectReader } from '../objects/object-reader';
import type { PlannedObject } from '../objects/planned-state';

const CONCURRENCY = 8;
/** At most this much is read, beside the first object: a check, not a copy of the bucket. */
const MAX_BYTES = 2 * 1024 ** 3;

export interface ReadBackOptions {
  /** In random order, unless all are read: a beginning of it is a random sample. */
  readonly sample: AsyncIterable<PlannedObject> | Iterable<PlannedObject>;
  /** Objects at the recovery point. */
  readonly total: number;
  /** Read the planned versions themselves; false reads what is current, which must be the same. */
  readonly byVersion: boolean;
  /** No further object is begun once this says true. */
  readonly outOfTime: () => boolean;
  /** Without it, what was asked for is read whatever its size. @default - a check, not a copy of the bucket */
  readonly wanted?: WantedBytes;
}

/**
 * Reads a random sample of the objects and compares their bytes with the plan. An object that cannot be read twice is a
 * defect of that object: the SDK, too, finds corruption, by the checksum that an object has stored.
 */
export async function readBack(
  reader: Pick<ObjectReader, 'digest'>,
  { sample, total, byVersion, outOfTime, wanted }: ReadBackOptions,
): Promise<BytesObservation> {
  const defects: string[] = [];
  let read = 0;
  let bytes = 0;
  let tooLarge = 0;
  let bySizeAlone = 0;
  const waiting = each(sample);

  async function work(): Promise<void> {
    for await (const planned of waiting) {
      if (outOfTime()) return;
      if (wanted === undefined && read > 0 && bytes + planned.size > MAX_BYTES) {
        tooLarge++;
        continue;
      }
      read++;
      bytes += planned.size;
      const defect = await look(planned)
        .catch(() => look(planned))
        .catch((error: unknown) => unreadable(planned, error));
      if (defect !== undefined) defects.push(defect);
    }
  }

  async function look(planned: PlannedObject): Promise<string | undefined> {
    const found = await reader.digest(planned.key, byVersion ? planned.versionId : undefined);
    const etagSuffices = found === undefined || (found.plainEtag && etagIsMd5(planned.etag));
    if (etagSuffices || found.versionId === planned.versionId) {
      const defect = bytesDefect(planned, found);
      if (defect === undefined && isBySizeAlone(planned, found)) bySizeAlone++;
      return defect;
    }
    return bytesDefect(planned, found, await reader.digest(planned.key, planned.versionId));
  }

  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { total, read, defects: defects.sort(), tooLarge, bySizeAlone, wanted };
}

/** One after another, however many ask. */
async function* each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function unreadable({ key }: PlannedObject, error: unknown): string {
  return `${JSON.stringify(key)} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
