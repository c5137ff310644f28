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
import type { CheckResult, Location, ObjectPlan, RestorePlan } from '../../domain/workflow/workflow';
import type { RestoredRows } from '../database/restored-rows';
import type { EvidenceStore } from '../evidence/evidence-store';
import type { ObjectReader } from '../objects/object-reader';
import { type PlannedObject, plannedState } from '../objects/planned-state';
import { readBack } from './read-back';
import { type Clock, carryOut, ISOLATED, NOT_IN_SCOPE } from './run-check';

/** How many objects are read back, at most. */
const READ_OBJECTS = 2_000;

export interface ObjectsWorld {
  readonly rows: Pick<RestoredRows, 'newestHeartbeat'>;
  readonly objects: Pick<ObjectReader, 'exists' | 'digest' | 'json'>;
  readonly evidence: Pick<EvidenceStore, 'list' | 'readLines'>;
  readonly clock: Clock;
  /** Milliseconds, the clock's: no object is read after it. */
  readonly readUntil: number;
  /** Read the planned versions, not the current ones. @default - in a drill only */
  readonly byVersion?: boolean;
  /** @default - a sample of 2,000 objects, as far as 2 GiB go */
  readonly wantedBytes?: WantedBytes;
}

export interface CheckedObjects {
  readonly plan: Pick<RestorePlan, 'runId' | 'mode' | 'objects'> & Partial<Pick<RestorePlan, 'scope'>>;
  readonly objectPlan: Pick<ObjectPlan, 'state'>;
  /** Keys that were missing before the target time already. @default - none */
  readonly missingBefore?: ReadonlySet<string>;
}

export interface ObjectChecks {
  readonly results: readonly CheckResult[];
  readonly skewSeconds: number | null;
}

/** An isolated drill has not touched the bucket: there the planned versions are looked at, not the current ones. */
export async function checkObjects(
  { plan, objectPlan, missingBefore = new Set() }: CheckedObjects,
  { rows, objects, evidence, clock, readUntil, ...world }: ObjectsWorld,
  sample: () => Promise<readonly SampledLecture[]>,
): Promise<ObjectChecks> {
  const isolated = plan.mode === 'drill';
  const { byVersion = isolated, wantedBytes: wanted } = world;
  const here = plan.objects;
  let ahead: number | null = null;
  let state: PlannedState | undefined;

  const bytes = await carryOut(OBJECT_BYTES, async () => {
    const size = wanted === undefined ? READ_OBJECTS : wanted === 'all' ? 0 : sampleSize(wanted.percent);
    const planned = () => plannedState(evidence, objectPlan.state);
    state = await readState(planned(), here, new Sample(plan.runId, size));
    const sample = wanted === 'all' ? readable(planned(), here) : state.sample.items();
    const outOfTime = () => clock.now() > readUntil;
    const what = { sample, total: state.sample.seen, byVersion, outOfTime, wanted };
    return objectBytes(await readBack(objects, what));
  });
  const oneStays = plan.scope === 'database' || plan.scope === 'objects';
  const skewed = await carryOut(SKEW, async () => {
    if (oneStays) return notApplicable(SKEW, NOT_IN_SCOPE);
    const planned = state?.heartbeat;
    const object =
      byVersion && planned === undefined
        ? undefined
        : parseHeartbeat(await objects.json(heartbeatKey(here.prefix), byVersion ? planned?.versionId : undefined));
    const row = await rows.newestHeartbeat();
    ahead = skewSeconds(row, object);
    return skew(row, object);
  });
  const stored = isolated
    ? notApplicable(ARTIFACTS_AND_EXPORTS, ISOLATED)
    : await carryOut(ARTIFACTS_AND_EXPORTS, async () =>
        artifactsAndExports(await lookForFiles(objects, await sample(), here, missingBefore)),
      );
  return { results: [skewed, bytes, stored], skewSeconds: ahead };
}

interface PlannedState {
  readonly sample: Sample<PlannedObject>;
  readonly heartbeat: PlannedObject | undefined;
}

/** One pass over the state at the target time. */
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

/** Our own heartbeats move on; of what is ambiguous nobody knows what it was. */
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
      const place = readStoredPath(file.path, here);
      if (place.kind === 'elsewhere') observations.push({ lecture, file, found: 'elsewhere' });
      else if (await objects.exists(place.key)) observations.push({ lecture, file, found: 'present' });
      else observations.push({ lecture, file, found: missingBefore.has(place.key) ? 'missing before' : 'missing' });
    }
  }
  return observations;
}
