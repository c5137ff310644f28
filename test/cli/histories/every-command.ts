import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../postgres';
import { type History, randomHistories } from './history';
import { type TriedStore, writeAll } from './store';
import { Tally } from './tally';
import { Walk } from './walk';

/**
 * Random histories, each in a bucket of its own, through every command with its default options. After each command
 * the bucket is what the writer has recorded; or the command names the key for which it refuses the store, and has
 * changed nothing. Nothing of nothing is refused, which is right where the writer has left nothing.
 * @param listing options of whatever lists
 */
export async function everyCommand(store: TriedStore, listing: readonly string[] = []): Promise<Tally> {
  const tally = new Tally();
  const histories = randomHistories();
  const database = await startPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'histories-'));
  const silenced = (['log', 'error'] as const).map((name) => jest.spyOn(console, name).mockImplementation(() => {}));
  try {
    await database.client.query('create table exports (id text, lecture_id text, export_type text, storage_path text)');
    const moment = await writeAll(store.client, histories);
    const given = { store, tally, moment, databaseUrl: database.url, listing };
    for (const history of histories) {
      await refer(history);
      const own = join(folder, history.bucket);
      mkdirSync(own);
      await new Walk(history, { ...given, folder: own }).through();
    }
  } finally {
    for (const one of silenced) one.mockRestore();
    process.exitCode = undefined;
    rmSync(folder, { recursive: true, force: true });
    await database.close();
  }
  console.info(tally.lines().join('\n'));
  return tally;

  /** A row for each key but the first, whether its object is there or not. */
  async function refer({ bucket, prefix, keys }: History): Promise<void> {
    const paths = keys.slice(1).map(({ key }) => `s3://${bucket}/${prefix}${key}`);
    await database.client.query('truncate exports');
    await database.client.query("insert into exports select path, null, 'pdf', path from unnest($1::text[]) as path", [
      paths,
    ]);
  }
}
