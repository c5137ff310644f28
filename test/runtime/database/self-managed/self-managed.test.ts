import { Client } from 'pg';
import type { DumpManifest } from '../../../../domain/database/dump';
import { SELF_MANAGED_RULES } from '../../../../domain/database/self-managed';
import { SelfManaged, type SelfManagedWorld } from '../../../../runtime/database/self-managed/self-managed';
import { startPostgres, type TestDatabase } from '../../../postgres';

const MANIFEST: DumpManifest = {
  version: 1,
  key: 'dumps/pegasus_2026-11-24.dump',
  versionId: 'v1',
  bytes: 1000,
  sha256: '0'.repeat(64),
  facts: {
    takenAt: '2026-11-24T02:30:07Z',
    database: 'pegasus',
    system: '1',
    serverMajor: 17,
    dumpMajor: 17,
    databaseBytes: 5000,
  },
};
const TAGS = { 'pegasus-backup:run': 'run-1', 'pegasus-backup:source': 'pegasus' };

let server: TestDatabase;
let databases: SelfManaged;
let started: Record<string, string>[];
let look: Awaited<ReturnType<SelfManagedWorld['tasks']['look']>>;

beforeAll(async () => {
  server = await startPostgres();
  await server.client.query('create database pegasus');
  await server.client.query(`alter database pegasus set work_mem = '64MB'`);
  await server.client.query('alter database pegasus connection limit 40');
});
afterAll(() => server.close());

beforeEach(() => {
  started = [];
  look = { outcome: 'running' };
  databases = new SelfManaged(async () => ({
    host: '127.0.0.1',
    port: Number(server.secret.port),
    dumps: { snapshots: async () => [], manifest: async () => MANIFEST },
    tasks: {
      start: async (_name, variables) => {
        started.push({ ...variables });
        return 'arn:aws:ecs:eu-central-1:123456789012:task/pegasus/1';
      },
      look: async () => look,
    },
    session: async (work, database = 'postgres') => {
      const client = new Client({ connectionString: server.url.replace(/postgres$/, encodeURIComponent(database)) });
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    },
  }));
});

async function order(identifier: string, tags: Record<string, string> = TAGS) {
  const source = (await databases.describe('pegasus'))!;
  const point = { kind: 'snapshot', snapshotId: 'pegasus_2026-11-24.dump', time: '2026-11-24T02:30:07Z' } as const;
  return { source, identifier, point, settings: source.settings, tags };
}

test('a database is described by its server, under an id that is never given twice', async () => {
  const found = await databases.describe('pegasus');
  expect(found).toMatchObject({
    status: 'available',
    database: 'pegasus',
    tags: {},
    settings: { encoding: 'UTF8', configuration: ['work_mem=64MB'], connectionLimit: 40, extensions: ['plpgsql'] },
  });
  await server.client.query('create database short_lived');
  const first = await databases.describe('short_lived');
  await server.client.query('drop database short_lived');
  expect(await databases.describe('short_lived')).toBeUndefined();
  await server.client.query('create database short_lived');
  expect((await databases.describe('short_lived'))!.resourceId).not.toBe(first!.resourceId);
});

test('a restore makes a database like its source, and one task that fills it and says when it is ready', async () => {
  expect(await databases.restore(await order('pegasus-1-a1'))).toBe(true);
  expect(started).toHaveLength(1);
  expect(started[0]).toMatchObject({ DUMP_VERSION: 'v1', TARGET_DATABASE: 'pegasus-1-a1' });
  expect(await databases.describe('pegasus-1-a1')).toMatchObject({ status: 'restoring', tags: TAGS });

  const client = server.client;
  await client.query(`comment on database "pegasus-1-a1" is ${client.escapeLiteral(started[0]!.READY_COMMENT!)}`);
  look = { outcome: 'failed', reason: 'ECS no longer knows the task' };
  expect(await databases.describe('pegasus-1-a1')).toMatchObject({ status: 'available', tags: TAGS });
});

test('F21: the same restore again adopts what is there and starts nothing; a foreign database is left alone', async () => {
  const again = await order('pegasus-2-a1');
  await databases.restore(again);
  expect(await databases.restore(again)).toBe(false);
  expect(started).toHaveLength(1);
  await server.client.query('create database "pegasus-3-a1"');
  expect(await databases.restore(await order('pegasus-3-a1'))).toBe(false);
  expect(await databases.describe('pegasus-3-a1')).toMatchObject({ tags: {} });
  expect(started).toHaveLength(1);
});

test('F28: a task that failed is said, with its reason', async () => {
  await databases.restore(await order('pegasus-4-a1'));
  look = { outcome: 'failed', reason: 'the dump is damaged' };
  const { status } = (await databases.describe('pegasus-4-a1'))!;
  expect(status).toBe('failed: the dump is damaged');
  expect(databases.classify(status)).toBe('failed');
});

test('F32: what a dump does not carry is converged: settings of the database and its connection limit', async () => {
  const { settings: wanted } = await order('pegasus-5-a1');
  await databases.restore(await order('pegasus-5-a1'));
  const found = (await databases.describe('pegasus-5-a1'))!;
  expect(found.settings).toMatchObject({ configuration: [], connectionLimit: -1 });
  const settings = ['configuration', 'connectionLimit'];
  await databases.converge({ identifier: 'pegasus-5-a1', settings, wanted, found: found.settings });
  expect((await databases.describe('pegasus-5-a1'))!.settings).toEqual(wanted);
  expect(SELF_MANAGED_RULES.withTheData).not.toEqual(expect.arrayContaining(settings));
});

test('what is left of a run is found by its tag, and removed with the sessions in it', async () => {
  const tags = { ...TAGS, 'pegasus-backup:run': 'run-6' };
  await databases.restore(await order('pegasus-6-a1', tags));
  expect(await databases.leftOf('run-6')).toEqual(['database pegasus-6-a1']);
  await databases.remove((await databases.describe('pegasus-6-a1'))!);
  expect(await databases.leftOf('run-6')).toEqual([]);
});

test('F112 what is put to use loses the tag of a candidate, and no other', async () => {
  await databases.restore(await order('pegasus-9-a1', { ...TAGS, 'pegasus-backup:candidate': 'incident' }));
  await databases.release('pegasus-9-a1');
  await databases.release('pegasus-9-a1');
  const { tags } = (await databases.describe('pegasus-9-a1'))!;
  expect(tags).toMatchObject(TAGS);
  expect(tags).not.toHaveProperty('pegasus-backup:candidate');
});

test('there is no time to go back to, only dumps', async () => {
  const wanted = { ...(await order('pegasus-7-a1')), point: { kind: 'time', time: '2026-11-24T02:00:00Z' } as const };
  await expect(databases.restore(wanted)).rejects.toMatchObject({ name: 'DatabaseRefused' });
  expect(await databases.describe('pegasus-7-a1')).toBeUndefined();
});

test('a user who may not make databases is told what to grant', async () => {
  await server.client.query(`create role poor login`);
  const poor = new SelfManaged(async () => ({
    host: '127.0.0.1',
    port: 1,
    dumps: { snapshots: async () => [], manifest: async () => MANIFEST },
    tasks: { start: async () => '', look: async () => look },
    session: async (work) => {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      try {
        await client.query('set role poor');
        return await work(client);
      } finally {
        await client.end();
      }
    },
  }));
  await expect(poor.restore(await order('pegasus-8-a1'))).rejects.toMatchObject({
    name: 'DatabaseRefused',
    message: expect.stringContaining('grant it CREATEDB'),
  });
});
