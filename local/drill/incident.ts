import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Client } from 'pg';
import type { RestoreScope } from '../../domain/workflow/workflow';
import { atOnce } from './concurrently';
import { handOutIds } from './seed/odd-sequences';
import type { SeededRandom } from './seeded-random';

/** What the incident did, in numbers. */
export interface Damage {
  rowsDeleted: number;
  rowsCorrupted: number;
  rowsAdded: number;
  objectsOverwritten: number;
  objectsRelabelled: number;
  objectsDeleted: number;
  objectsRecreated: number;
  objectsAdded: number;
}

/** What was written to the old stores and is lost by going back: what the data-loss ledger must say, and nothing else. */
export interface LateWrites {
  /** `changed public.lectures lecture-00001`, `missing public.exports late-0` */
  readonly rows: readonly string[];
  /** Keys that held an object of after the target time when the incident was over. */
  readonly objects: readonly string[];
}

export interface Incident {
  readonly damage: Damage;
  readonly writes: LateWrites;
}

export interface IncidentScene {
  readonly database: Client;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly prefix: string;
  /** Keys at the target time. */
  readonly keys: readonly string[];
  readonly random: SeededRandom;
}

const NO_ROWS = { written: [], rowsDeleted: 0, rowsCorrupted: 0, rowsAdded: 0 };
const NO_OBJECTS = {
  written: [],
  objectsOverwritten: 0,
  objectsDeleted: 0,
  objectsRecreated: 0,
  objectsRelabelled: 0,
  objectsAdded: 0,
};

/** A bad deployment, a wrong clean-up job and a faulty script, all in one night: rows first, then objects. */
export async function haveIncident(scene: IncidentScene, scope: RestoreScope = 'both'): Promise<Incident> {
  if (scope !== 'objects') await handOutIds(scene.database);
  const { written: rows, ...rowDamage } = scope === 'objects' ? NO_ROWS : await damageRows(scene);
  const { written: objects, ...objectDamage } = scope === 'database' ? NO_OBJECTS : await damageObjects(scene);
  return { damage: { ...rowDamage, ...objectDamage }, writes: { rows, objects } };
}

const share = (count: number, part: number) => (count === 0 ? 0 : Math.max(1, Math.round(count * part)));

async function damageRows({ database, bucket, prefix, random }: IncidentScene) {
  const ids = async (table: string, part: number): Promise<string[]> => {
    const found = await database.query<{ id: string }>(`select id::text from ${table} order by id::text collate "C"`);
    return random.sample(
      found.rows.map(({ id }) => id),
      share(found.rows.length, part),
    );
  };
  const change = async (sql: string, values: unknown[] = []) => (await database.query(sql, values)).rowCount ?? 0;
  let deleted = 0;
  for (const table of ['lectures', 'artifacts', 'exports', 'jobs']) {
    deleted += await change(`delete from ${table} where id::text = any($1)`, [await ids(table, 0.1)]);
  }
  deleted += await change('delete from context_files');
  const written: string[] = [];
  const write = async (what: 'changed' | 'missing', table: string, sql: string, values: unknown[]) => {
    const found = await database.query<{ id: string }>(`${sql} returning id::text`, values);
    written.push(...found.rows.map(({ id }) => `${what} public.${table} ${id}`));
    return found.rows.length;
  };
  let corrupted = 0;
  const corruptions = [
    ['lectures', "title = '', transcript_path = null, updated_at = now()"],
    ['artifacts', "storage_path = replace(storage_path, '/artifacts/', '/artefacts/')"],
    ['threads', "summary = 'lorem ipsum'"],
    ['credit_ledger', 'amount = amount - 1000'],
  ] as const;
  for (const [table, changes] of corruptions) {
    const victims = await ids(table, 0.1);
    corrupted += await write('changed', table, `update ${table} set ${changes} where id::text = any($1)`, [victims]);
  }
  const added = await write(
    'missing',
    'exports',
    `insert into exports (id, lecture_id, export_type, storage_path, created_at)
     select 'late-' || n, 'lecture-00000', 'markdown', $1 || n || '.md', now() from generate_series(0, 9) n`,
    [`s3://${bucket}/${prefix}exports/late-`],
  );
  return { written, rowsDeleted: deleted, rowsCorrupted: corrupted, rowsAdded: added };
}

async function damageObjects({ s3, bucket, prefix, keys, random }: IncidentScene) {
  const victims = random.sample(keys, keys.length);
  const take = (part: number) => victims.splice(0, share(keys.length, part));
  const put = (key: string) =>
    s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: `ruined: ${random.next()}`, ContentType: 'text/plain' }),
    );
  const remove = (key: string) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  const relabel = (key: string) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
        MetadataDirective: 'REPLACE',
        ContentType: 'application/x-mislabelled',
        Metadata: { revision: 'none' },
      }),
    );
  const forEach = async (chosen: readonly string[], ...acts: ((key: string) => Promise<unknown>)[]) => {
    await atOnce(chosen, 16, async (key) => {
      for (const act of acts) await act(key);
    });
    return chosen.length;
  };
  const late = Array.from({ length: 10 }, (_, i) => `${prefix}exports/late-${i}.md`);
  const fleeting = Array.from({ length: 3 }, (_, i) => `${prefix}exports/fleeting-${i}.md`);
  const [overwritten, deleted, recreated, relabelled] = [take(0.12), take(0.08), take(0.04), take(0.02)];
  return {
    written: [...overwritten, ...recreated, ...relabelled, ...late],
    objectsOverwritten: await forEach(overwritten, put, put),
    objectsDeleted: await forEach(deleted, remove),
    objectsRecreated: await forEach(recreated, remove, put),
    objectsRelabelled: await forEach(relabelled, relabel),
    objectsAdded: (await forEach(late, put)) + (await forEach(fleeting, put, remove)),
  };
}
