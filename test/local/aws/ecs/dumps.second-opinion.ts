import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { DumpManifest } from '../../../../domain/database/dump';
import { TaskExit } from '../../../../domain/database/task-exit-codes';
import { parseDumpManifest } from '../../../../runtime/database/dumps';
import { type Bed, startBed } from './bed';

describe('the tasks that dump and restore', () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await startBed();
    await bed.query(`create table notes (id int primary key, note text); insert into notes values (1, 'it''s "here"')`);
  });
  afterAll(() => bed?.close());

  const keys = async () => {
    const { Contents = [] } = await bed.s3.send(new ListObjectsV2Command({ Bucket: bed.bucket }));
    return Contents.map(({ Key }) => Key!).sort();
  };
  const manifest = async (Key: string): Promise<DumpManifest> => {
    const { Body } = await bed.s3.send(new GetObjectCommand({ Bucket: bed.bucket, Key }));
    return parseDumpManifest(JSON.parse(await Body!.transformToString()));
  };
  const orderFor = ({ key, versionId, sha256, bytes, facts }: DumpManifest, database: string) => ({
    DUMP_KEY: key,
    DUMP_VERSION: versionId,
    DUMP_SHA256: sha256,
    DUMP_BYTES: String(bytes),
    DUMP_MAJOR: String(facts.dumpMajor),
    SERVER_MAJOR: String(facts.serverMajor),
    TARGET_DATABASE: database,
    READY_COMMENT: `{"state":"ready"}`,
  });
  const day = () => new Date().toISOString().slice(0, 10);
  let first: DumpManifest;

  test('a dump lands under its dated name, dated by its data, and its manifest says what it is', async () => {
    const before = new Date().toISOString().slice(0, 19);
    expect(await bed.dump()).toMatchObject({ dump: 0 });
    const [dump, json] = (await keys()) as [string, string];
    expect([dump, json]).toEqual([`dumps/pegasus_${day()}.dump`, `dumps/pegasus_${day()}.dump.json`]);
    first = await manifest(json);
    expect(first).toMatchObject({ key: dump, facts: { database: 'pegasus', dumpMajor: bed.server.major } });
    expect(first.facts.takenAt >= `${before}Z`).toBe(true);
  });

  test('a second dump of the day has the time in its name, and a new database gets the rows of its moment', async () => {
    await bed.query(`insert into notes values (2, 'second')`);
    expect(await bed.dump()).toMatchObject({ dump: 0 });
    await bed.query(`delete from notes`);
    const second = (await keys()).find((key) => /_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.dump\.json$/.test(key));
    await bed.query('create database pegasus_r_1');
    expect(await bed.restore(orderFor(await manifest(second!), 'pegasus_r_1'))).toEqual({ download: 0, restore: 0 });
    expect(await bed.query('select * from notes order by id', 'pegasus_r_1')).toEqual([
      { id: 1, note: `it's "here"` },
      { id: 2, note: 'second' },
    ]);
    const comment = `select shobj_description(oid, 'pg_database') as said from pg_database where datname = 'pegasus_r_1'`;
    expect(await bed.query(comment)).toEqual([{ said: '{"state":"ready"}' }]);
  });

  test('F60: a dump whose bytes have changed is refused before the first statement', async () => {
    const { VersionId } = await bed.s3.send(
      new PutObjectCommand({ Bucket: bed.bucket, Key: first.key, Body: Buffer.alloc(first.bytes) }),
    );
    await bed.query('create database pegasus_r_2');
    const damaged = orderFor({ ...first, versionId: VersionId! }, 'pegasus_r_2');
    expect(await bed.restore(damaged)).toEqual({ download: TaskExit.DAMAGED, restore: undefined });
    const tables = `select count(*)::int as n from pg_class where relname = 'notes'`;
    expect(await bed.query(tables, 'pegasus_r_2')).toEqual([{ n: 0 }]);
  });

  test('a dump that has been written over since is restored in the version that its manifest names', async () => {
    await bed.query('create database pegasus_r_3');
    expect(await bed.restore(orderFor(first, 'pegasus_r_3'))).toEqual({ download: 0, restore: 0 });
  });

  test('F28: a dump larger than the storage of the task is refused before it is downloaded', async () => {
    const large = { ...orderFor(first, 'pegasus_r_2'), DUMP_BYTES: '1000000000000000' };
    expect(await bed.restore(large)).toEqual({ download: TaskExit.NO_SPACE, restore: undefined });
  });

  test('F98 what cannot be restored is named on the day of the dump; the dump is stored, and the try leaves nothing', async () => {
    const before = await keys();
    const administrator = { ...bed.server.secret, ...bed.server.administrator };
    const asAdministrator = (text: string) => bed.query(text, undefined, administrator);
    await asAdministrator(
      `create extension pg_stat_statements;
       create function stop() returns event_trigger language plpgsql as $$ begin end $$;
       create event trigger guard on ddl_command_start execute function stop()`,
    );
    expect(await bed.dump()).toMatchObject({ dump: TaskExit.NOT_RESTORABLE });
    const [made] = (await keys()).filter((key) => !before.includes(key) && key.endsWith('.json'));
    expect((await manifest(made!)).problems).toEqual([
      'permission denied to create extension "pg_stat_statements"',
      'extension "pg_stat_statements" does not exist',
      'permission denied to create event trigger "guard"',
    ]);
    const scratch = "select datname from pg_database where datname like 'pegasus_backup_check%'";
    expect(await bed.query(scratch)).toEqual([]);
    await asAdministrator('drop event trigger guard; drop function stop; drop extension pg_stat_statements');
    expect(await bed.dump()).toMatchObject({ dump: 0 });
    expect(first.problems).toEqual([]);
  });

  test('a pg_dump that fails in the middle leaves no object, no part of an upload and no manifest', async () => {
    const before = await keys();
    await bed.query(
      'create table a_large as select gen_random_uuid() as id, gen_random_uuid() as other from generate_series(1, 300000);' +
        'create table z_hidden (id int); alter table z_hidden enable row level security; alter table z_hidden force row level security',
    );
    const codes = await bed.dump();
    expect(codes).toEqual({ dump: 1, upload: expect.any(Number) });
    expect(codes.upload).not.toBe(0);
    expect(await keys()).toEqual(before);
    const { Uploads = [] } = await bed.s3.send(new ListMultipartUploadsCommand({ Bucket: bed.bucket }));
    expect(Uploads).toEqual([]);
    await bed.query('drop table a_large, z_hidden');
  });

  test.each([
    ['a pg_restore older than the pg_dump', { DUMP_MAJOR: '99' }],
    ['a server older than that of the dump', { SERVER_MAJOR: '99' }],
  ])('F66: %s is refused before the first statement', async (_, newer) => {
    const wrong = { ...orderFor(first, 'pegasus_r_2'), ...newer };
    expect(await bed.restore(wrong)).toEqual({ download: 0, restore: TaskExit.WRONG_MAJOR });
    const tables = `select count(*)::int as n from pg_class where relname = 'notes'`;
    expect(await bed.query(tables, 'pegasus_r_2')).toEqual([{ n: 0 }]);
  });
});
