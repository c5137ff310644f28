import {
  ARTIFACTS_AND_EXPORTS,
  artifactsAndExports,
  type StoredFileObservation,
} from '../../domain/checks/artifacts-and-exports';
import { notApplicable } from '../../domain/checks/check';
import type { SampledLecture } from '../../domain/checks/lectures';
import { OBJECT_BYTES, objectBytes, sampleSize, type WantedBytes } from '../../domain/checks/object-bytes';
import { Sample } from '../../domain/checks/sample';
import { SKEW, skew, skewSeconds } from '../../domain/checks/skew';
import { readStoredPath } from '../../domain/references/references';
import { heartbeatKey, ownPrefix, parseHeartbeat } from '../../domain/workflow/heartbeat';
import type { CheckResult, Location, RestoreScope } from '../../domain/workflow/workflow';
import type { RestoredRows } from '../database/restored-rows';
import type { Clock } from '../execution/clock';
import type { ObjectReader } from '../objects/object-reader';
import type { PlannedObject } from '../objects/planned-state';
import { readBack } from './read-back';
import { carryOut, ISOLATED, NOT_IN_SCOPE } from './run-check';

/** How many objects are read back, at most. */
const READ_OBJECTS = 2_000;

export interface ObjectsWorld {
  readonly rows: Pick<RestoredRows, 'newestHeartbeat'>;
  readonly objects: Pick<ObjectReader, 'exists' | 'digest' | 'json'>;
  readonly clock: Clock;
  /** Milliseconds, the clock's: no object is read after it. */
  readonly readUntil: number;
  /** Read the planned versions, not the current ones. @default - where isolated */
  readonly byVersion?: boolean;
  /** @default - a sample of 2,000 objects, as far as 2 GiB go */
  readonly wantedBytes?: WantedBytes;
}

export interface CheckedObjects {
  readonly location: Location;
  /** The objects at the recovery point, in key order; each call reads them from the beginning. */
  readonly planned: () => AsyncIterable<PlannedObject>;
  /** The bucket was not brought back: what is current in it says nothing. */
  readonly isolated: boolean;
  /** The same objects are read for the same seed. */
  readonly sampleSeed: string;
  /** @default 'both' */
  readonly scope?: RestoreScope;
  /** Milliseconds: what was written from then on is in one store or the other by its clock. @default - never */
  readonly byClockFrom?: number;
  /** Keys that were missing before the recovery point already. @default - none */
  readonly missingBefore?: ReadonlySet<string>;
}

export interface ObjectChecks {
  readonly results: readonly CheckResult[];
  readonly skewSeconds: number | null;
}

/** An isolated drill has not touched the bucket: there the planned versions are looked at, not the current ones. */
export async function checkObjects(
  { location, planned, isolated, sampleSeed, scope = 'both', byClockFrom, missingBefore = new Set() }: CheckedObjects,
  { rows, objects, clock, readUntil, byVersion = isolated, wantedBytes: wanted }: ObjectsWorld,
  sample: () => Promise<readonly SampledLecture[]>,
): Promise<ObjectChecks> {
  let ahead: number | null = null;
  let state: PlannedState | undefined;

  const bytes = await carryOut(OBJECT_BYTES, async () => {
    const size = wanted === undefined ? READ_OBJECTS : wanted === 'all' ? 0 : sampleSize(wanted.percent);
    state = await readState(planned(), location, new Sample(sampleSeed, size));
    const sample = wanted === 'all' ? readable(planned(), location) : state.sample.items();
    const outOfTime = () => clock.now() > readUntil;
    const what = { sample, total: state.sample.seen, byVersion, outOfTime, wanted };
    return objectBytes(await readBack(objects, what));
  });
  const skewed = await carryOut(SKEW, async () => {
    if (scope !== 'both') return notApplicable(SKEW, NOT_IN_SCOPE);
    const heartbeat = state?.heartbeat;
    const object =
      byVersion && heartbeat === undefined
        ? undefined
        : parseHeartbeat(
            await objects.json(heartbeatKey(location.prefix), byVersion ? heartbeat?.versionId : undefined),
          );
    const row = await rows.newestHeartbeat();
    const certain = byClockFrom === undefined ? row : await rows.newestHeartbeat(new Date(byClockFrom));
    ahead = skewSeconds(row, object, certain);
    return skew(row, object, certain);
  });
  const stored = isolated
    ? notApplicable(ARTIFACTS_AND_EXPORTS, ISOLATED)
    : await carryOut(ARTIFACTS_AND_EXPORTS, async () =>
        artifactsAndExports(await lookForFiles(objects, await sample(), location, missingBefore)),
      );
  return { results: [skewed, bytes, stored], skewSeconds: ahead };
}

interface PlannedState {
  readonly sample: Sample<PlannedObject>;
  readonly heartbeat: PlannedObject | undefined;
}

/** One pass over the state at the recovery point. */
async function readState(
  planned: AsyncIterable<PlannedObject>,
  here: Location,
  sample: Sample<PlannedObject>,
): Promise<PlannedState> {
  let heartbeat: PlannedObject | undefined;
  for await (const object of planned) {
    if (object.key === heartbeatKey(here.prefix)) heartbeat = object;
    if (isReadable(object, here)) sample.offer(object.key, object);
  }
  return { sample, heartbeat };
}

/** Our own heartbeats move on; what ambiguous keys were is not known. */
const isReadable = ({ key, ambiguous }: PlannedObject, { prefix }: Location): boolean =>
  !key.startsWith(ownPrefix(prefix)) && !ambiguous;

async function* readable(planned: AsyncIterable<PlannedObject>, here: Location): AsyncGenerator<PlannedObject> {
  for await (const object of planned) if (isReadable(object, here)) yield object;
}

async function lookForFiles(
  objects: Pick<ObjectReader, 'exists'>,
  lectures: readonly SampledLecture[],
  here: Location,
  missingBefore: ReadonlySet<string>,
): Promise<readonly StoredFileObservation[]> {
  const observations: StoredFileObservation[] = [];
  for (const lecture of lectures) {
    for (const file of lecture.stored) {
      const stored = readStoredPath(file.path, here);
      if (stored.kind === 'elsewhere') observations.push({ lecture, file, found: 'elsewhere' });
      else if (await objects.exists(stored.key)) observations.push({ lecture, file, found: 'present' });
      else observations.push({ lecture, file, found: missingBefore.has(stored.key) ? 'missing before' : 'missing' });
    }
  }
  return observations;
}
