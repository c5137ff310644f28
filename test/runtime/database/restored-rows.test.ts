import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../../../local/application/schema';
import { HeartbeatRows } from '../../../runtime/database/heartbeat-rows';
import { RestoredRows } from '../../../runtime/database/restored-rows';
import { startPostgres, type TestDatabase } from '../../postgres';

let database: TestDatabase;
let rows: RestoredRows;

beforeAll(async () => {
  database = await startPostgres();
  rows = new RestoredRows(database.client);
});

afterAll(() => database.close());

describe('a database without any of the tables', () => {
  test('has neither a heartbeat nor lectures', async () => {
    expect(await rows.newestHeartbeat()).toBeUndefined();
    expect(await rows.sampleLectures('run-1', 25)).toEqual([]);
  });

  test.each(['id text', 'id text, title text, audio_path text', 'audio_path text'])(
    'a table `lectures` of something else (%s) has no lectures either',
    async (columns) => {
      await database.client.query(`create table lectures (${columns})`);
      try {
        expect(await rows.sampleLectures('run-1', 25)).toEqual([]);
      } finally {
        await database.client.query('drop table lectures');
      }
    },
  );

  test('is no standby', async () => {
    expect(await rows.inRecovery()).toBe(false);
  });
});

describe('heartbeats', () => {
  test('make their table themselves; the newest is the one that counts', async () => {
    const beats = new HeartbeatRows(database.client);
    const before = Date.parse(await beats.now());
    await beats.add('beat-1');
    await beats.add('beat-2');
    const newest = await rows.newestHeartbeat();
    expect(newest?.id).toBe('beat-2');
    expect(Date.parse(newest?.writtenAt ?? '')).toBeGreaterThanOrEqual(before);
  });

  test('up to a moment, the newest of before it', async () => {
    await database.client.query(`insert into pegasus_backup.heartbeat values ('old', '2026-11-23T03:59:00.500Z')`);
    expect(await rows.newestHeartbeat(new Date('2026-11-23T03:59:01Z'))).toMatchObject({ id: 'old' });
    expect(await rows.newestHeartbeat(new Date('2026-11-23T03:59:00.500Z'))).toBeUndefined();
    await database.client.query(`delete from pegasus_backup.heartbeat where id = 'old'`);
  });

  test('older than any window are removed', async () => {
    await database.client.query(
      `insert into pegasus_backup.heartbeat values ('kept', now() - interval '39 days'), ('gone', now() - interval '41 days')`,
    );
    await new HeartbeatRows(database.client).add('beat-3');
    const { rows: left } = await database.client.query('select id from pegasus_backup.heartbeat order by written_at');
    expect(left.map(({ id }) => id)).toEqual(['kept', 'beat-1', 'beat-2', 'beat-3']);
  });

  test('need no right to create anything once the table is there', async () => {
    await database.client.query(`
      create role beater;
      grant usage on schema pegasus_backup to beater;
      grant select, insert, delete on pegasus_backup.heartbeat to beater;
      set role beater`);
    await expect(new HeartbeatRows(database.client).add('beat-4')).resolves.toBeUndefined();
    await database.client.query('reset role');
  });
});

describe('the sample of lectures', () => {
  beforeAll(async () => {
    await migrate(database.client);
    await database.client.query(`
      insert into lectures (id, course_id, preset_id, title, status, audio_path, created_at)
        select 'l' || to_char(n, 'FM000'), 'c', 'p', 't', 'uploaded', 's3://m/' || n, now() - n * interval '1 day'
        from generate_series(1, 100) n;
      insert into artifacts (id, lecture_id, course_id, preset_id, artifact_type, storage_path)
        values ('a1', 'l001', 'c', 'p', 'summary', 's3://m/a');
      insert into exports (id, lecture_id, export_type, storage_path) values ('e1', 'l001', 'markdown', 's3://m/e')`);
  });

  test('holds the newest, with their artifacts and exports, and random others', async () => {
    const sample = await rows.sampleLectures('run-1', 25);
    expect(sample.slice(0, 5).map(({ id }) => id)).toEqual(['l001', 'l002', 'l003', 'l004', 'l005']);
    expect(sample.length).toBeGreaterThanOrEqual(20);
    expect(sample.length).toBeLessThanOrEqual(25);
    expect(sample[0]).toEqual({
      id: 'l001',
      audioPath: 's3://m/1',
      transcriptPath: null,
      stored: [
        { kind: 'artifact:summary', path: 's3://m/a' },
        { kind: 'export:markdown', path: 's3://m/e' },
      ],
    });
  });

  test('has no artifacts of a table that is something else', async () => {
    await database.client.query(
      'alter table artifacts rename to kept; create table artifacts (id text, lecture_id text)',
    );
    try {
      const [newest] = await rows.sampleLectures('run-1', 25);
      expect(newest?.stored).toEqual([{ kind: 'export:markdown', path: 's3://m/e' }]);
    } finally {
      await database.client.query('drop table artifacts; alter table kept rename to artifacts');
    }
  });

  test('is the same for the same run, another for another', async () => {
    const ids = async (seed: string) => (await rows.sampleLectures(seed, 25)).map(({ id }) => id);
    expect(await ids('run-1')).toEqual(await ids('run-1'));
    expect(await ids('run-1')).not.toEqual(await ids('run-2'));
  });
});
