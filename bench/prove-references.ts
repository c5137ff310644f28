import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { EvidenceFolder } from '../runtime/evidence/evidence-folder';
import { PartWriter } from '../runtime/evidence/part-writer';
import { plannedState } from '../runtime/objects/planned-state';
import { prove } from '../runtime/references/prove';
import { ReferenceRows } from '../runtime/references/reference-rows';
import { startPostgres } from '../test/postgres';

/**
 * `npm run bench -- prove-references`: the proof (count, join, findings) against merely reading the same rows and the
 * same lines to their end, from real Postgres and from files; several rounds in turn, the fastest of each.
 */
const SIZES = (process.env.BENCH_ROWS ?? '100000,1000000').split(',').map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const REFERENCES = [{ table: 'exports', column: 'storage_path' }];
const LOCATION = { bucket: 'bench', prefix: 'pegasus/' };
const STATE = 'state/';

interface Measured {
  readonly seconds: number;
  /** MiB of resident memory at its highest. */
  readonly peak: number;
}

async function main(): Promise<void> {
  const database = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'bench-prove-'));
  try {
    console.log('rows = keys   read both /s   prove /s   time, prove : read   peak MiB read, prove');
    for (const size of SIZES) {
      const evidence = new EvidenceFolder(join(folder, String(size)));
      await fill(database.client, evidence, size);
      const rows = new ReferenceRows(database.client);
      const reads: Measured[] = [];
      const proofs: Measured[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        reads.push(await measure(database.client, () => readBoth(rows, evidence)));
        proofs.push(
          await measure(database.client, async () => {
            const proof = new PartWriter(evidence, 'proof/');
            const state = plannedState(evidence, STATE, size);
            await prove({ references: REFERENCES, rows, location: LOCATION, state, proof });
            await proof.close();
          }),
        );
      }
      const [read, proved] = [fastest(reads), fastest(proofs)];
      const rate = ({ seconds }: Measured) => Math.round(size / seconds).toLocaleString('en-US');
      console.log(
        [
          size.toLocaleString('en-US').padStart(11),
          rate(read).padStart(12),
          rate(proved).padStart(10),
          (proved.seconds / read.seconds).toFixed(2).padStart(20),
          `${read.peak.toFixed(0)}, ${proved.peak.toFixed(0)}`.padStart(21),
        ].join('  '),
      );
    }
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As many rows as objects, in disorder; one object in a thousand has no row, and as many rows share one. */
async function fill(client: Client, evidence: EvidenceFolder, size: number): Promise<void> {
  await client.query('drop table if exists exports');
  await client.query('create table exports (id text primary key, storage_path text not null)');
  await client.query(
    `insert into exports select md5(n::text), 's3://bench/pegasus/exports/lecture-' || lpad((n - (n % 1000 = 0)::int)::text, 9, '0') || '.pdf'
     from generate_series(1, $1::int) n order by md5(n::text)`,
    [size],
  );
  await client.query('analyze exports');
  const state = new PartWriter(evidence, STATE);
  for (let n = 1; n <= size; n++) {
    const key = `pegasus/exports/lecture-${String(n).padStart(9, '0')}.pdf`;
    const versionId = `v-${n}-abcdefghijklmnop`;
    await state.write({
      key,
      versionId,
      size: 1234,
      etag: '"0123456789abcdef0123456789abcdef"',
      lastModified: '2026-01-01T00:00:00.000Z',
    });
  }
  await state.close();
}

/** One row and one line in turn, each read as far as necessary: the row as text, the line as JSON. */
async function readBoth(rows: ReferenceRows, evidence: EvidenceFolder): Promise<void> {
  const { found } = await rows.discover(REFERENCES);
  const stored = rows.stream(found, (why) => {
    throw new Error(why);
  });
  const planned = linesOf(evidence);
  for (let open = 2; open > 0; ) {
    open = 0;
    if (!(await stored.next()).done) open++;
    if (!(await planned.next()).done) open++;
  }
}

async function* linesOf(evidence: EvidenceFolder): AsyncGenerator<unknown> {
  for await (const { key } of evidence.list(STATE)) {
    for await (const line of evidence.readLines(key)) yield JSON.parse(line);
  }
}

async function measure(client: Client, run: () => Promise<void>): Promise<Measured> {
  await client.query('begin isolation level repeatable read read only');
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().rss / 1024 ** 2);
  };
  const watch = setInterval(look, 20);
  const begun = process.hrtime.bigint();
  await run();
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  look();
  clearInterval(watch);
  await client.query('commit');
  return { seconds, peak };
}

function fastest(all: readonly Measured[]): Measured {
  return { seconds: Math.min(...all.map(({ seconds }) => seconds)), peak: Math.max(...all.map(({ peak }) => peak)) };
}

void main();
