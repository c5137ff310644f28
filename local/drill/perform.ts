import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runIdOf } from '../../domain/run-names';
import { startLocalAws } from '../aws';
import { startApplication } from './application';
import type { CleanUp } from './clean-up';
import { Dice } from './dice';
import { findFault } from './faults/faults';
import { startHeartbeats } from './heartbeats';
import { haveIncident } from './incident';
import { install } from './installation';
import { LiveWriters } from './live-writers';
import { writeManifest } from './manifest';
import type { DrillOptions } from './options';
import { checkOutside, lookBefore } from './outside/check';
import { count, type Progress } from './progress';
import { quiet } from './quiet';
import { copyReports, readReports, reportIn } from './reports';
import { restorable, restore, takeSnapshot } from './restore';
import { type DrillResult, drillResult } from './result';
import { seedLectures } from './seed/seed';
import { setStage, withDatabase } from './stage';
import { describeDamage } from './summary';
import { harmable, takeTruth } from './truth';

/** A minute between two looks at the database to come is a third of a second here. */
const WAIT_SCALE = 0.005;
/** Live writers are given time to come before, into and behind the base backup. */
const WRITING_MILLISECONDS = 1_500;

/** The drill, act by act. */
export async function perform(
  options: DrillOptions,
  directory: string,
  cleanUp: CleanUp,
  progress: Progress,
): Promise<DrillResult> {
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
    `${iso(truth.targetTime)}, ${count(truth.objects.size)} objects and all rows copied aside`,
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

  const point = snapshot === undefined ? { targetTime: iso(askedFor) } : { snapshot: snapshot.id };
  progress.say(
    'Restore',
    point.snapshot === undefined ? `to ${point.targetTime}` : `from the snapshot ${point.snapshot}`,
  );
  const execution = await restore(stage, installation.stateMachineArn, point, async (step) => {
    progress.say(`  ${step.name}`, `${step.seconds.toFixed(1)} s`);
    // Heartbeats go on while objects are rewound; later ones would be no part of the truth.
    if (step.name === 'VerifyObjects') await heartbeats.stop();
  });
  await heartbeats.stop();

  const restored = execution.status === 'SUCCEEDED';
  const run = { id: runIdOf(execution.name!), restored, writes };
  const outsideCheck = await checkOutside(stage, installation, truth, before, run);
  progress.say('Look from outside', outsideCheck.outcome);
  const reports = await readReports(stage, installation, execution.name!);
  if (options.report !== undefined) copyReports(reports, options.report);
  const { seed, lectures } = options;
  return drillResult(reportIn(reports), { seed, lectures, fault: fault?.name ?? null, damage, outsideCheck });
}

const iso = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
