import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EXPORT_TYPES } from '../../../local/application/documents';
import type { Supervisor } from '../../../local/application/supervisor';
import { type Platform, startPlatform, TOKEN, until } from './harness';

let platform: Platform;
let application: Supervisor;

beforeAll(async () => {
  platform = await startPlatform();
  application = await platform.supervise();
  await application.ready();
});

afterAll(async () => {
  await application?.close();
  await platform?.close();
});

beforeEach(() => traffic('open'));

/** Sets the mode and waits until the application obeys it. */
async function traffic(mode: 'open' | 'frozen' | 'low-traffic', generation = 0): Promise<void> {
  await platform.setTraffic(mode, generation);
  await until(async () => (await call('GET', '/health/ready')).body.mode === mode);
}

async function call(method: string, path: string, { form, token }: { form?: FormData; token?: string } = {}) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(application.url + path, { method, body: form, headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, text, body: isJson ? JSON.parse(text) : undefined };
}

function lecture(id: string, audio = `audio of ${id}`): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ lecture_id: id, course_id: 'c1', preset_id: 'exam-mode', title: id })) {
    form.set(name, value);
  }
  form.set('audio', new Blob([audio], { type: 'audio/wav' }), `${id}.wav`);
  return form;
}

async function run(id: string, what: string, token?: string) {
  const { status, body } = await call('POST', `/lectures/${id}/${what}`, { token });
  expect(status).toBe(202);
  let job = body;
  await until(async () => {
    job = (await call('GET', `/jobs/${body.jobId}`)).body;
    return job.status !== 'queued';
  });
  return job;
}

async function complete(id: string): Promise<void> {
  expect((await call('POST', '/lectures/ingest', { form: lecture(id) })).status).toBe(201);
  for (const what of ['transcribe', 'generate', 'export'])
    expect(await run(id, what)).toMatchObject({ status: 'completed' });
}

const keysOf = async (id: string) => {
  const { Contents = [] } = await platform.s3.send(new ListObjectsV2Command({ Bucket: 'media' }));
  return Contents.map(({ Key }) => Key).filter((key) => key?.includes(id));
};

describe('a lecture', () => {
  test('goes from ingest to export, with a row and an object for every reference', async () => {
    await complete('l1');
    expect((await call('GET', '/lectures/l1')).body).toMatchObject({
      status: 'transcribed',
      audio_path: 's3://media/pegasus/audio/l1.wav',
      transcript_path: 's3://media/pegasus/transcripts/l1.json',
    });
    expect((await call('GET', '/lectures/l1/transcript')).body.text).toMatch(/\w+ \w+/);
    expect((await call('GET', '/lectures/l1/artifacts')).body).toHaveLength(5);
    for (const type of EXPORT_TYPES) expect((await call('GET', `/exports/l1/${type}`)).text).toContain('summary of l1');
    expect((await call('GET', '/lectures/l1/integrity')).body).toMatchObject({
      status: 'ok',
      missingCount: 0,
      checkCount: 9,
    });
    expect(await keysOf('l1')).toHaveLength(9);
  });

  test('done again overwrites the same keys', async () => {
    await complete('l2');
    const keys = await keysOf('l2');
    const text = (await call('GET', '/lectures/l2/transcript')).text;
    await call('POST', '/lectures/ingest', { form: lecture('l2', 'other audio') });
    await run('l2', 'transcribe');
    expect(await keysOf('l2')).toEqual(keys);
    expect((await call('GET', '/lectures/l2/transcript')).text).not.toBe(text);
  });

  test('that was only uploaded is degraded by a missing reference, which is no missing file', async () => {
    await call('POST', '/lectures/ingest', { form: lecture('l3') });
    expect((await call('GET', '/lectures/l3/integrity')).body).toMatchObject({
      status: 'degraded',
      checks: [
        { kind: 'audio', state: 'ok', exists: true },
        { kind: 'transcript', path: null, state: 'missing_reference', exists: false },
      ],
    });
  });

  test('whose object is gone has a missing file', async () => {
    await call('POST', '/lectures/ingest', { form: lecture('l4') });
    await platform.s3.send(new DeleteObjectCommand({ Bucket: 'media', Key: 'pegasus/audio/l4.wav' }));
    expect((await call('GET', '/lectures/l4/integrity')).body.checks[0]).toMatchObject({
      kind: 'audio',
      state: 'missing_file',
    });
    expect(await run('l4', 'transcribe')).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('is missing'),
    });
  });

  test('that is purged leaves neither row nor object', async () => {
    await complete('l5');
    expect((await call('DELETE', '/lectures/l5?purge_storage=true')).status).toBe(200);
    expect((await call('GET', '/lectures/l5')).status).toBe(404);
    expect(await keysOf('l5')).toEqual([]);
    for (const table of ['artifacts', 'exports', 'jobs', 'thread_occurrences']) {
      const { rows } = await platform.database.client.query(`select from ${table} where lecture_id = 'l5'`);
      expect(rows).toEqual([]);
    }
    const { rows } = await platform.database.client.query(`select from threads where lecture_refs ? 'l5'`);
    expect(rows).toEqual([]);
  });

  test.each([
    '/lectures/none',
    '/lectures/none/transcript',
    '/lectures/none/integrity',
    '/jobs/none',
    '/exports/none/anki',
  ])('that nobody knows is a 404: %s', async (path) => {
    expect((await call('GET', path)).status).toBe(404);
  });

  test('without its audio is refused', async () => {
    expect((await call('POST', '/lectures/ingest', { form: new FormData() })).status).toBe(400);
  });
});

describe('traffic', () => {
  test.each(['frozen', 'low-traffic'] as const)(
    'that is %s refuses writes unless they carry the token',
    async (mode) => {
      await traffic(mode);
      expect(await call('POST', '/lectures/ingest', { form: lecture('l6') })).toMatchObject({
        status: 503,
        body: { error: mode },
      });
      expect((await call('GET', '/health')).status).toBe(200);
      expect((await call('POST', '/lectures/ingest', { form: lecture('l6'), token: TOKEN })).status).toBe(201);
      expect((await call('POST', '/lectures/ingest', { form: lecture('l6'), token: 'guessed' })).status).toBe(401);
    },
  );

  test('that is not open leaves queued jobs alone, but for those begun with the token', async () => {
    await call('POST', '/lectures/ingest', { form: lecture('l7') });
    await traffic('frozen');
    await platform.database.client.query(
      `insert into jobs (id, lecture_id, job_type, status, created_at) values ('j7', 'l7', 'transcription', 'queued', now() - interval '1 hour')`,
    );
    expect(await run('l7', 'transcribe', TOKEN)).toMatchObject({ status: 'completed' });
    expect((await call('GET', '/jobs/j7')).body.status).toBe('queued');
    await traffic('open');
    await until(async () => (await call('GET', '/jobs/j7')).body.status === 'completed');
  });

  test('of a later generation shuts the application out: it still has the old database', async () => {
    await traffic('low-traffic', 1);
    expect(await call('POST', '/lectures/ingest', { form: lecture('l8'), token: TOKEN })).toMatchObject({
      status: 503,
      body: { error: 'stale' },
    });
  });
});

describe('readiness', () => {
  test('says generation, mode and its parts', async () => {
    expect(await call('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        generation: 0,
        mode: 'open',
        checks: { database: { status: 'ok' }, queue: { status: 'ok' }, storage: { status: 'ok' } },
      },
    });
  });

  test('F66: a schema that is older than the application is not ready, with the reason', async () => {
    const { rows } = await platform.database.client.query('delete from schema_migrations where id = $1 returning *', [
      '0003_money.sql',
    ]);
    const { status, body } = await call('GET', '/health/ready');
    await platform.database.client.query('insert into schema_migrations values ($1, $2)', [
      rows[0].id,
      rows[0].applied_at,
    ]);
    expect(status).toBe(503);
    expect(body.checks.database).toEqual({
      status: 'degraded',
      reason: 'the schema is at 0002_threads_and_context.sql, this application needs 0003_money.sql',
    });
  });
});
