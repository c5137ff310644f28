import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { seconds } from '../domain/request/target-time';
import type { StepName } from '../domain/workflow/workflow';
import { startLocalAws } from '../local/aws/local-aws';
import { CleanUp } from '../local/drill/clean-up';
import { startHeartbeats } from '../local/drill/heartbeats';
import { install } from '../local/drill/installation';
import type { Stage } from '../local/drill/model';
import { execute, restorable } from '../local/drill/restore';
import { runDaily } from '../local/drill/run-daily-jobs';
import { seedLectures } from '../local/drill/seed/seed';
import { SeededRandom } from '../local/drill/seeded-random';
import { currentDatabaseUrl, setStage, withDatabase } from '../local/drill/stage';
import { findPostgres } from '../local/postgres/binaries';
import { recoverByHand } from './database/by-hand';

/**
 * `npm run bench -- database`: the database part of a drill against the bare recovery of the same base backup and log to
 * the same time, typed by hand. The drill is the state machine's own, in mode `drill`: its handlers are processes, its
 * waits are those of production, shortened 200 times as in every drill on one machine. Rounds in turn, the fastest of each.
 */
const SIZES = (process.env.BENCH_ROWS ?? '50000,1000000,4000000').split(',').map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** As in every drill. */
const WAIT_SCALE = 0.005;
/** So that there is something to prove. */
const LECTURES = 3;
/** An operator chooses a free one. */
const PORT = 54_329;

/** From the request to the database with the settings of its source; then the checks. */
interface StateMachineTimes {
  readonly restored: number;
  readonly checked: number;
}

async function main(): Promise<void> {
  const head = ['rows', 'MiB', 'by hand s', 'restored s', 'restored : hand', 'with checks s', 'with checks : hand'];
  console.log(head.join('  '));
  for (const rows of SIZES) {
    const cleanUp = new CleanUp();
    try {
      const found = await measure(rows, cleanUp);
      console.log(found.map((cell, column) => cell.padStart(head[column]!.length)).join('  '));
    } finally {
      await cleanUp.run();
    }
  }
}

async function measure(rows: number, cleanUp: CleanUp): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-database-'));
  cleanUp.add(directory, async () => rmSync(directory, { recursive: true, force: true }));
  const aws = await startLocalAws({ directory, log: () => {}, waitScale: WAIT_SCALE });
  cleanUp.add('the local AWS', () => aws.close());
  const stage = await setStage(aws);
  // An application that is started for the drill is no part of the database.
  const installation = await install(stage, directory, { drillApplicationArn: undefined });
  await seedLectures(stage, LECTURES, new SeededRandom(1));
  const heartbeats = startHeartbeats(aws.functions, installation.heartbeatFunction);
  // Half of it comes with the base backup, half by the log.
  await fill(stage, 0, rows / 2);
  await aws.rds.takeAutomatedBackup(stage.databaseIdentifier);
  await runDaily(aws.functions, installation);
  await fill(stage, rows / 2, rows);
  const target = new Date(Math.ceil(Date.now() / 1000) * 1000);
  await restorable(stage, new Date(target.getTime() + 2_000));
  await heartbeats.stop();

  const binaries = await findPostgres(directory);
  const backups = join(directory, 'rds', /db-\w+/.exec(await stage.database.state())![0]);
  const url = await currentDatabaseUrl(stage);
  const byHand: number[] = [];
  const stateMachine: StateMachineTimes[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    byHand.push(await recoverByHand({ backups, target, port: PORT, url, binaries, rows }));
    stateMachine.push(await restoreByStateMachine(stage, installation.stateMachineArn, target));
  }
  const hand = Math.min(...byHand);
  const restored = Math.min(...stateMachine.map((times) => times.restored));
  const checked = Math.min(...stateMachine.map((times) => times.restored + times.checked));
  return [
    rows.toLocaleString('en-US'),
    String(await mebibytes(stage)),
    hand.toFixed(2),
    restored.toFixed(2),
    (restored / hand).toFixed(2),
    checked.toFixed(2),
    (checked / hand).toFixed(2),
  ];
}

async function fill(stage: Stage, from: number, to: number): Promise<void> {
  await withDatabase(stage, async (database) => {
    await database.query(
      'create table if not exists bench_rows (id bigint primary key, body text not null, created_at timestamptz not null)',
    );
    await database.query(
      `insert into bench_rows select n, repeat(md5(n::text), 3), now() from generate_series($1::bigint + 1, $2::bigint) n`,
      [from, to],
    );
  });
}

async function mebibytes(stage: Stage): Promise<number> {
  const { rows } = await withDatabase(stage, (database) =>
    database.query<{ size: string }>('select pg_database_size(current_database()) as size'),
  );
  return Math.round(Number(rows[0]!.size) / 1024 ** 2);
}

/** A drill to that time. @throws when it is not verified */
async function restoreByStateMachine(stage: Stage, stateMachineArn: string, target: Date): Promise<StateMachineTimes> {
  const request = { mode: 'drill', targetTime: seconds(target.getTime()), reason: 'a benchmark' } as const;
  const { status, cause, executionArn } = await execute(stage, stateMachineArn, request, async () => {});
  if (status !== 'SUCCEEDED') throw new Error(`The drill is ${status}: ${cause}`);
  const entered = new Map<string, number>();
  const exited = new Map<string, number>();
  const pages = paginateGetExecutionHistory({ client: stage.states }, { executionArn });
  for await (const { events = [] } of pages) {
    for (const { timestamp, stateEnteredEventDetails, stateExitedEventDetails } of events) {
      const begun = stateEnteredEventDetails?.name;
      if (begun !== undefined && !entered.has(begun)) entered.set(begun, timestamp!.getTime());
      if (stateExitedEventDetails?.name !== undefined) exited.set(stateExitedEventDetails.name, timestamp!.getTime());
    }
  }
  const between = (first: StepName, last: StepName) => (exited.get(last)! - entered.get(first)!) / 1000;
  return { restored: between('RestoreDatabase', 'ConfigureDatabase'), checked: between('RunChecks', 'RunChecks') };
}

void main();
