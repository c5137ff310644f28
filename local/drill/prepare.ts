import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../../domain/target-time';
import { startLocalAws } from '../aws';
import { startApplication } from './application';
import type { CleanUp } from './clean-up';
import { Dice } from './dice';
import type { Fault } from './faults/fault';
import { findFault } from './faults/faults';
import { startHeartbeats } from './heartbeats';
import { type Damage, haveIncident, type LateWrites } from './incident';
import { type Installation, install } from './installation';
import { LiveWriters } from './live-writers';
import { writeManifest } from './manifest';
import type { DrillOptions } from './options';
import { type Before, lookBefore } from './outside/check';
import { count, type Progress } from './progress';
import { quiet } from './quiet';
import type { Repetition } from './repetition';
import { type Point, restorable, takeSnapshot } from './restore';
import { seedLectures } from './seed/seed';
import { type Stage, setStage, withDatabase } from './stage';
import { describeDamage } from './summary';
import { harmable, type Truth, takeTruth } from './truth';

/** A minute between two looks at the database to come is a third of a second here. */
const WAIT_SCALE = 0.005;
/** Live writers are given time to come before, into and behind the base backup. */
const WRITING_MILLISECONDS = 1_500;

/** Everything is there, known and damaged: what is left is to restore it. */
export interface Prepared {
  readonly stage: Stage;
  readonly installation: Installation;
  readonly fault: Fault | undefined;
  readonly truth: Truth;
  readonly before: Before;
  readonly damage: Damage;
  readonly writes: LateWrites;
  /** What the restore is asked for: the target time or a snapshot of it, unless a fault has it otherwise. */
  readonly point: Point;
  /** They go on; whoever restores stops them. */
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
  const dice = new Dice(options.seed);

  const aws = await startLocalAws({ directory, log, waitScale: WAIT_SCALE });
  cleanUp.add('the local AWS', () => aws.close());
  await aws.rds.ready();
  const stage = await setStage(aws);
  progress.say(
    'Stage',
    `PostgreSQL ${stage.postgresVersion} as ${stage.databaseIdentifier}, versioned bucket ${stage.bucket}`,
  );
  const installation = await install(stage, directory);
  progress.say('Install', 'PegasusBackup, synthesised and deployed');

  const application = await startApplication(stage, installation, options.applicationCommand, log);
  cleanUp.add('the application', () => application.close());
  const seeded = await seedLectures(stage, options.lectures, dice);
  await application.ready();
  progress.say('Seed', `${count(seeded.rows)} rows, ${count(seeded.keys)} objects in ${count(seeded.writes)} writes`);

  const beat = () => startHeartbeats(aws.functions, installation.heartbeatFunction);
  const quietHeartbeats = beat();
  const writers = await LiveWriters.start(stage, application.url);
  await Promise.all([
    aws.rds.takeAutomatedBackup(stage.databaseIdentifier),
    writeManifest(aws.functions, installation.manifestFunction),
    sleep(WRITING_MILLISECONDS),
  ]);
  const written = await writers.stop();
  progress.say('Back up', `while ${written.lectures} lectures and ${written.documents} documents were written`);

  await fault?.beforeTargetTime?.(stage);
  await quiet(stage);
  await quietHeartbeats.stop();
  const snapshot = options.from === 'snapshot' ? await takeSnapshot(stage) : undefined;
  const truth = await takeTruth(stage, snapshot?.time);
  progress.say(
    'Target time',
    `${seconds(truth.targetTime.getTime())}, ${count(truth.objects.size)} objects and all rows copied aside`,
  );

  await fault?.beforeIncident?.(stage);
  const heartbeats = beat();
  const { damage, writes } = await withDatabase(stage, (database) =>
    haveIncident({ ...stage, database, dice, keys: harmable(truth, stage.prefix) }),
  );
  progress.say('Incident', describeDamage(damage));
  await fault?.beforeRestore?.(stage);
  const askedFor = (await fault?.askFor?.()) ?? truth.targetTime;
  await restorable(stage, askedFor);
  const before = await lookBefore(stage);
  const point: Point = snapshot === undefined ? { targetTime: seconds(askedFor.getTime()) } : { snapshot: snapshot.id };
  return { stage, installation, fault, truth, before, damage, writes, point, heartbeats };
}
