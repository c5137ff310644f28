import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalAws } from '../aws/local-aws';
import { startApplication } from './application';
import type { CleanUp } from './clean-up';
import { startHeartbeats } from './heartbeats';
import { install } from './installation';
import { LiveWriters } from './live-writers';
import type { Installation, Stage } from './model';
import type { DrillOptions } from './options';
import { count, type Progress } from './progress';
import type { Repetition } from './repetition';
import { runDaily } from './run-daily-jobs';
import { loseOneFile } from './seed/lose-one-file';
import { seedLectures } from './seed/seed';
import type { SeededRandom } from './seeded-random';
import { setStage } from './stage';

/** A minute between two looks at the database to come is a third of a second here. */
const WAIT_SCALE = 0.005;
/** Live writers are given time to come before, into and behind the base backup. */
const WRITING_MILLISECONDS = 1_500;

/** What a drill has to restore: a system that runs and was backed up while it was written to. */
export interface Production {
  readonly stage: Stage;
  readonly installation: Installation;
  /** They have gone on since the backup. */
  readonly heartbeats: Repetition;
  beat(): Repetition;
}

export interface ProductionSite {
  readonly directory: string;
  readonly random: SeededRandom;
  readonly cleanUp: CleanUp;
  readonly progress: Progress;
  log(line: string): void;
}

/** Stage, install, seed, back up: the first four acts of every drill. */
export async function setUpProduction(
  { lectures, applicationCommand, database }: Pick<DrillOptions, 'lectures' | 'applicationCommand' | 'database'>,
  { directory, random, cleanUp, progress, log }: ProductionSite,
): Promise<Production> {
  const aws = await startLocalAws({ directory, log, waitScale: WAIT_SCALE });
  cleanUp.add('the local AWS', () => aws.close());
  await aws.rds.ready();
  const stage = await setStage(aws, database);
  cleanUp.add('the database', async () => stage.database.close?.());
  progress.say(
    'Stage',
    `PostgreSQL ${stage.postgresVersion} as ${stage.databaseIdentifier}, versioned bucket ${stage.bucket}`,
  );
  const installation = await install(stage, directory);
  progress.say('Install', 'PegasusBackup, synthesised and deployed');

  const application = await startApplication(stage, installation, applicationCommand, log);
  cleanUp.add('the application', () => application.close());
  const seeded = await seedLectures(stage, lectures, random);
  await loseOneFile(stage);
  await application.ready();
  progress.say('Seed', `${count(seeded.rows)} rows, ${count(seeded.keys)} objects in ${count(seeded.writes)} writes`);

  const beat = () => startHeartbeats(aws.functions, installation.heartbeatFunction);
  const heartbeats = beat();
  const writers = await LiveWriters.start(stage, application.url);
  await Promise.all([
    stage.database.backUp?.(installation) ?? aws.rds.takeAutomatedBackup(stage.databaseIdentifier),
    runDaily(aws.functions, installation),
    sleep(WRITING_MILLISECONDS),
  ]);
  const written = await writers.stop();
  progress.say('Back up', `while ${written.lectures} lectures and ${written.documents} documents were written`);
  return { stage, installation, heartbeats, beat };
}
