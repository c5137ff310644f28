import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '../../domain/request/target-time';
import type { CleanUp } from './clean-up';
import { harmable, type Truth, takeTruth } from './expected-state';
import type { Fault } from './faults/fault';
import { findFault } from './faults/faults';
import { type Damage, haveIncident, type LateWrites } from './incident';
import { type Before, lookBefore } from './independent-check/check';
import type { Installation, Stage } from './model';
import type { DrillOptions } from './options';
import { setUpProduction } from './production';
import { count, type Progress } from './progress';
import type { Repetition } from './repetition';
import { type Point, restorable } from './restore';
import { lateObjects, truthOfSecondT } from './second-t/truth';
import { SeededRandom } from './seeded-random';
import { withDatabase } from './stage';
import { describeDamage } from './summary';
import { passed } from './wait';
import { quiet } from './wait-for-idle';

/** Everything is there, known and damaged: what is left is to restore it. */
export interface Prepared {
  readonly stage: Stage;
  readonly installation: Installation;
  readonly fault: Fault | undefined;
  readonly truth: Truth;
  readonly before: Before;
  readonly damage: Damage;
  readonly writes: LateWrites;
  /** What to restore to: the target time or a snapshot of it, unless a fault changes it. */
  readonly point: Point;
  /** They continue until the restore stops them. */
  readonly heartbeats: Repetition;
}

/** The acts before the restore. */
export async function prepare(
  options: DrillOptions,
  directory: string,
  cleanUp: CleanUp,
  progress: Progress,
): Promise<Prepared> {
  const log = (line: string) => appendFileSync(join(directory, 'drill.log'), `${line}\n`);
  const fault = findFault(options.fault);
  const random = new SeededRandom(options.seed);

  const site = { directory, random, cleanUp, progress, log };
  const { stage, installation, beat, ...production } = await setUpProduction(options, site);

  await fault?.beforeTargetTime?.(stage);
  await quiet(stage);
  const wanted = (fault?.from ?? options.from) === 'snapshot' ? 'before-the-release' : undefined;
  // Where there is no log, the target time is met by a dump, as by a snapshot.
  const goesOn = options.scope === 'both' && wanted === undefined && stage.database.backUp === undefined;
  if (!goesOn) await production.heartbeats.stop();
  // A snapshot is dated in whole seconds: the baseline, dated by the end of its second, has to be from before it.
  if (wanted) await passed(Math.ceil(Date.now() / 1000) * 1000);
  const snapshot = wanted && (await stage.database.takeSnapshot(wanted, installation));
  if (!snapshot) await stage.database.backUp?.(installation);
  const truth: Truth & { readonly writes?: number } = goesOn
    ? await truthOfSecondT(stage, new SeededRandom(options.seed))
    : await takeTruth(stage, snapshot?.time);
  progress.say(
    'Target time',
    `${seconds(truth.targetTime.getTime())}, ${count(truth.objects.size)} objects and all rows copied aside` +
      (truth.writes === undefined ? '' : `; ${count(truth.writes)} writes around it`),
  );

  await fault?.beforeIncident?.(stage);
  const heartbeats = goesOn ? production.heartbeats : beat();
  const { damage, writes: done } = await withDatabase(stage, (database) =>
    haveIncident({ ...stage, database, random, keys: harmable(truth, stage.prefix) }, options.scope),
  );
  const writes = { ...done, objects: [...done.objects, ...(goesOn ? lateObjects(stage, truth) : [])] };
  progress.say('Incident', describeDamage(damage));
  await fault?.beforeRestore?.(stage);
  const askedFor = (await fault?.askFor?.()) ?? truth.targetTime;
  await restorable(stage, askedFor);
  const before = await lookBefore(stage);
  const incidentStart = seconds(truth.targetTime.getTime() + 1000);
  const { scope } = options;
  const point: Point =
    snapshot !== undefined && fault?.from === undefined
      ? { scope, snapshot: snapshot.id }
      : { scope, targetTime: seconds(askedFor.getTime()), ...(fault?.from && { incidentStart }) };
  return { stage, installation, fault, truth, before, damage, writes, point, heartbeats };
}
