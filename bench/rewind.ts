import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parserTimes } from './rewind/parsers';
import type { StoreRequest, Task, WorkRequest, WorkResult } from './rewind/workload';

/** `npm run bench -- rewind`: listing, planning and applying, as ratios to the bare ceiling of the same store. */
const SIZES = (process.env.BENCH_VERSIONS ?? '10000,100000,1000000').split(',').map(Number);
/** The engine's default, and one at which not this machine's processors but the store's lateness is the ceiling. */
const STORES = [
  { name: 'this machine', latency: false, concurrency: 64 },
  { name: 'as late as S3', latency: true, concurrency: 16 },
];
/** How often the memory is looked at in one run, whatever its size. */
const MEMORY_LOOKS = 50;
const CHANGED_KEYS = Number(process.env.BENCH_CHANGED ?? 5_000);

async function main(): Promise<void> {
  await parsers();
  await planning();
  await applying();
}

async function parsers(): Promise<void> {
  const { sdk, scanner, saxes, receive } = await parserTimes();
  console.log('\nOne page of 1,000 versions, without a network (ms a page)');
  table([
    ['receive only', 'own scanner', 'saxes (no SDK)', "SDK's parser", 'scanner : SDK', 'scanner : saxes'],
    [ms(receive), ms(scanner), ms(saxes), ms(sdk), ratio(scanner, sdk), ratio(scanner, saxes)],
  ]);
}

async function planning(): Promise<void> {
  const rows = [
    [
      'versions',
      'receive+parse /s',
      'plan /s',
      'time, plan : receive',
      'processor',
      'live MiB',
      '8 listers /s',
      'live MiB',
    ],
  ];
  for (const versions of SIZES) {
    await withStore({ keys: Math.floor(versions / 3), changedEvery: 5, latency: false }, async (port) => {
      const receive = await work('receive', port, 1);
      const plan = await work('plan', port, 1);
      const sharded = await work('plan', port, 8);
      // Apart, because looking at the memory costs time.
      const samples = { every: Math.ceil(versions / MEMORY_LOOKS) };
      const memory = await work('plan', port, 1, { samples });
      const shardedMemory = await work('plan', port, 8, { samples });
      rows.push([
        versions.toLocaleString('en-US'),
        rate(receive),
        rate(plan),
        ratio(plan.seconds, receive.seconds),
        ratio(plan.cpuSeconds, receive.cpuSeconds),
        memory.live.toFixed(1),
        rate(sharded),
        shardedMemory.live.toFixed(1),
      ]);
    });
  }
  console.log('\nListing and planning, three versions a key, one key in five changed');
  table(rows);
}

async function applying(): Promise<void> {
  const rows = [
    [
      'store',
      'at once',
      'raw copies /s',
      'look + copy /s',
      'engine /s',
      'engine : raw',
      'engine : look + copy',
      'ms of processor a key (raw, look + copy, engine)',
    ],
  ];
  for (const { name, latency, concurrency } of STORES) {
    const measured: WorkResult[] = [];
    for (const task of ['raw', 'careful', 'apply'] as const) {
      await withStore({ keys: CHANGED_KEYS, changedEvery: 1, latency }, async (port) => {
        measured.push(await work(task, port, 1, { concurrency }));
      });
    }
    const [raw, careful, apply] = measured as [WorkResult, WorkResult, WorkResult];
    const share = (of: WorkResult) => ratio(of.seconds, apply.seconds);
    const processor = measured.map(({ cpuSeconds, count }) => ms((cpuSeconds / count) * 1000)).join(', ');
    rows.push([
      name,
      String(concurrency),
      rate(raw),
      rate(careful),
      rate(apply),
      share(raw),
      share(careful),
      processor,
    ]);
  }
  console.log(`\nApplying ${CHANGED_KEYS.toLocaleString('en-US')} changed keys`);
  table(rows);
}

async function withStore(request: StoreRequest, run: (port: number) => Promise<void>): Promise<void> {
  const store = child('store');
  store.send(request);
  const [{ port }] = (await once(store, 'message')) as [{ port: number }];
  await run(port);
  store.disconnect();
}

async function work(
  task: Task,
  port: number,
  listers: number,
  { concurrency = 64, samples }: Partial<Pick<WorkRequest, 'concurrency' | 'samples'>> = {},
): Promise<WorkResult> {
  const worker = child('worker', task === 'receive' || task === 'plan' ? {} : { KEEP_ACTIONS: '1' });
  worker.send({ task, port, listers, concurrency, ...(samples && { samples }) });
  const [result] = (await once(worker, 'message')) as [WorkResult];
  return result;
}

function child(name: string, environment: Record<string, string> = {}): ChildProcess {
  return fork(join(__dirname, 'rewind', `${name}.ts`), {
    execArgv: [...process.execArgv, '--expose-gc'],
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...environment },
  });
}

function rate({ count, seconds }: WorkResult): string {
  return Math.round(count / seconds).toLocaleString('en-US');
}

function ms(value: number): string {
  return value.toFixed(2);
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(2);
}

function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}

void main();
