import { appendFileSync, chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Duration } from 'aws-cdk-lib';
import { seconds } from '../../../domain/request/target-time';
import { Hold, LongTransactions, RestoreHookTime } from '../../../lib';
import type { Supervisor } from '../../../local/application/supervisor';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { startApplication } from '../../../local/drill/application';
import { harmable, type Truth, takeTruth } from '../../../local/drill/expected-state';
import { audioOfFirstLecture } from '../../../local/drill/faults/victim';
import { startHeartbeats } from '../../../local/drill/heartbeats';
import { haveIncident } from '../../../local/drill/incident';
import { install } from '../../../local/drill/installation';
import type { Installation, Stage } from '../../../local/drill/model';
import { restorable } from '../../../local/drill/restore';
import { runDaily } from '../../../local/drill/run-daily-jobs';
import { seedLectures } from '../../../local/drill/seed/seed';
import { SeededRandom } from '../../../local/drill/seeded-random';
import { setStage, withDatabase } from '../../../local/drill/stage';
import { passed } from '../../../local/drill/wait';
import { quiet } from '../../../local/drill/wait-for-idle';
import { makeErasureFunction } from './erasure-function';
import { Front } from './front';
import { makeHook } from './hook';

/** A minute of the machine's waiting is a tenth of a second here. */
const WAIT_SCALE = 0.0016;
/** From one restore to the next: starting a function costs more than most of them do. */
const WARM_SECONDS = 600;
const LECTURES = 6;
const HEARTBEAT_MILLISECONDS = 1_500;

/** How long a wrong answer of the application is asked for again: it must have come up on another database by then. */
const READY_WITHIN = Duration.seconds(60);
const DRAINED_WITHIN = Duration.seconds(10);

/** A production with an incident behind it. */
export interface Production {
  readonly directory: string;
  readonly aws: LocalAws;
  readonly stage: Stage;
  readonly installation: Installation;
  readonly application: Supervisor;
  /** Through which the handlers ask it. */
  readonly front: Front;
  /** Both stores as they were before the incident. */
  readonly truth: Truth;
  /** A lecture's audio, which was stored again, as it was, after the target time and before the snapshot. */
  readonly storedAgain: string;
  readonly erasedTables: readonly string[];
  /** After the snapshot, before the damage. */
  readonly incidentStart: string;
}

/**
 * Everything real: Postgres with backups, a versioned bucket, the sample application, the deployed stack. It asks for
 * approval and holds for an operator, so that a run may pass every state there is.
 * @param erasedTables from which erasures delete rows, with their schema; without one, nothing is erased again, and there
 * is no hook
 */
export async function openProduction(seed: number, erasedTables: readonly string[] = []): Promise<Production> {
  const directory = mkdtempSync(join(tmpdir(), 'pegasus-faults-'));
  // As root, Postgres runs as another user, who must be able to come this way.
  chmodSync(directory, 0o755);
  const log = (line: string) => appendFileSync(join(directory, 'rig.log'), `${line}\n`);
  const random = new SeededRandom(seed);
  const aws = await startLocalAws({ directory, log, waitScale: WAIT_SCALE, idleSeconds: WARM_SECONDS });
  await aws.rds.ready();
  const stage = await setStage(aws);
  const front = await Front.open(stage.applicationPort);
  const installation = await install(stage, directory, {
    baseUrl: front.url,
    traffic: { ...stage.writers, notifyingBucketNames: [stage.bucket] },
    readyWithin: READY_WITHIN,
    longTransactions: LongTransactions.hold(DRAINED_WITHIN),
    hold: Hold.forOperator(Duration.hours(1)),
    approvalRequired: true,
    ...(erasedTables.length > 0 && {
      erasures: { tables: [...erasedTables], functionArn: makeErasureFunction(aws.functions, directory) },
      hooks: Object.values(RestoreHookTime).map((when) => ({
        name: when,
        when,
        functionArn: makeHook(aws.functions, directory, when),
      })),
    }),
  });
  const application = await startApplication(stage, installation, undefined, log);
  await seedLectures(stage, LECTURES, random);
  await application.ready();

  const heartbeats = startHeartbeats(aws.functions, installation.heartbeatFunction);
  await Promise.all([
    aws.rds.takeAutomatedBackup(stage.databaseIdentifier),
    runDaily(aws.functions, installation),
    sleep(HEARTBEAT_MILLISECONDS),
  ]);
  await quiet(stage);
  await heartbeats.stop();
  const truth = await takeTruth(stage);
  const storedAgain = audioOfFirstLecture(stage);
  await storeAgain(stage, storedAgain);
  const second = Math.ceil(Date.now() / 1000) * 1000;
  await passed(second);
  await stage.database.takeSnapshot('before-the-release', installation);
  await passed(Math.ceil(Date.now() / 1000) * 1000);
  const incidentStart = seconds(Date.now());
  await withDatabase(stage, (database) =>
    haveIncident({ ...stage, database, random, keys: harmable(truth, stage.prefix) }),
  );
  await restorable(stage, truth.targetTime);
  return { directory, aws, stage, installation, application, front, truth, storedAgain, erasedTables, incidentStart };
}

async function storeAgain({ s3, bucket }: Stage, key: string): Promise<void> {
  const location = { Bucket: bucket, Key: key };
  const { Body, ContentType, Metadata } = await s3.send(new GetObjectCommand(location));
  const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand(location));
  const tags = new URLSearchParams(TagSet.map(({ Key = '', Value = '' }): [string, string] => [Key, Value]));
  await s3.send(
    new PutObjectCommand({
      ...location,
      Body: await Body?.transformToByteArray(),
      ContentType,
      Metadata,
      Tagging: tags.toString() || undefined,
    }),
  );
}
