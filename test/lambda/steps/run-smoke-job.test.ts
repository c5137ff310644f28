import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../domain/checks/answer';
import { runSmokeJob } from '../../../lambda/steps/run-smoke-job';
import { restored } from './restored';

const json = (body: unknown, status = 200): Answer => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

const LECTURE = '/lectures/smoke-run-1';

/** A Pegasus that does everything right; `changed` answers instead, call by call. */
async function smoke(changed: Readonly<Record<string, (nth: number) => Answer | Error | undefined>> = {}) {
  const calls: string[] = [];
  const seen = new Map<string, number>();
  let exists = false;
  let now = 0;

  function rightAnswer(call: string): Answer {
    if (call === 'POST /lectures/ingest') {
      exists = true;
      return json({ lectureId: 'smoke-run-1' }, 201);
    }
    if (call === `DELETE ${LECTURE}?purge_storage=true`) {
      exists = false;
      return json({});
    }
    if (!exists) return json({ error: 'no such lecture' }, 404);
    if (call.startsWith('POST')) return json({ jobId: `job of ${call.split('/').at(-1)}`, status: 'queued' }, 202);
    if (call.startsWith('GET /jobs/')) return json({ status: 'completed' });
    if (call.endsWith('/artifacts')) return json([{ id: 'a' }]);
    if (call.startsWith('GET /exports/')) return { status: 200, contentType: 'text/markdown', body: '# Title' };
    return json({ id: 'smoke-run-1', text: 'words' });
  }
  async function answer(call: string): Promise<Answer> {
    calls.push(call);
    const nth = (seen.get(call) ?? 0) + 1;
    seen.set(call, nth);
    const instead = changed[call]?.(nth);
    if (instead instanceof Error) throw instead;
    return instead ?? rightAnswer(call);
  }
  const { input } = restored();
  const run = runSmokeJob(input, {
    application: {
      get: (path) => answer(`GET ${path}`),
      post: (path) => answer(`POST ${path}`),
      delete: (path) => answer(`DELETE ${path}`),
    },
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
    },
    deadline: 60_000,
  });
  const error: Error | undefined = await run.then(
    () => undefined,
    (reason) => reason,
  );
  return { run, error, calls };
}

describe('the smoke job', () => {
  test('takes one lecture through everything and away again', async () => {
    const { run, calls } = await smoke();
    expect(await run).toEqual({
      lectureId: 'smoke-run-1',
      jobs: ['transcription', 'generation', 'export'],
      cleanedUp: true,
    });
    expect(calls).toEqual([
      'POST /lectures/ingest',
      `POST ${LECTURE}/transcribe`,
      'GET /jobs/job%20of%20transcribe',
      `POST ${LECTURE}/generate`,
      'GET /jobs/job%20of%20generate',
      `POST ${LECTURE}/export`,
      'GET /jobs/job%20of%20export',
      `GET ${LECTURE}/transcript`,
      `GET ${LECTURE}/artifacts`,
      'GET /exports/smoke-run-1/markdown',
      `DELETE ${LECTURE}?purge_storage=true`,
      `GET ${LECTURE}`,
      `GET ${LECTURE}/transcript`,
      'GET /exports/smoke-run-1/markdown',
    ]);
  });

  test('F63: an export that is still there after its lecture was deleted fails it', async () => {
    const still: Answer = { status: 200, contentType: 'text/markdown', body: '# Title' };
    const { error } = await smoke({ 'GET /exports/smoke-run-1/markdown': (nth) => (nth > 1 ? still : undefined) });
    expect(error).toMatchObject({
      name: 'SmokeJobFailed',
      message: expect.stringContaining('`GET /exports/smoke-run-1/markdown` answered 200'),
    });
  });

  test('an application that lists no export any more has removed it', async () => {
    const { error } = await smoke({ 'GET /exports/smoke-run-1/markdown': (nth) => (nth > 1 ? json([]) : undefined) });
    expect(error).toBeUndefined();
  });

  test('waits for a queued job, and says when no queue was used', async () => {
    const states = [
      json({ status: 'queued' }),
      json({ status: 'running' }),
      json({ status: 'succeeded', result: { queueFallback: 'inline' } }),
    ];
    const { run } = await smoke({ 'GET /jobs/job%20of%20generate': (nth) => states[nth - 1] });
    expect((await run).jobs).toEqual(['transcription', 'generation (inline: no queue was used)', 'export']);
  });

  test('waits when it is throttled', async () => {
    const { run } = await smoke({ 'POST /lectures/ingest': (nth) => (nth < 3 ? json({}, 429) : undefined) });
    expect((await run).cleanedUp).toBe(true);
  });

  test.each([
    [
      'POST /lectures/ingest',
      json({ error: 'low-traffic' }, 503),
      '`POST /lectures/ingest` answered 503 (application/json) {"error":"low-traffic"}',
    ],
    [`POST ${LECTURE}/generate`, json({}, 202), `\`POST ${LECTURE}/generate\` answered 202`],
    [
      'GET /jobs/job%20of%20export',
      json({ status: 'failed', error: 'disk full' }),
      `the job of \`POST ${LECTURE}/export\` failed: disk full`,
    ],
    [
      'GET /jobs/job%20of%20transcribe',
      json({ status: 'queued' }),
      '`GET /jobs/job%20of%20transcribe` still answers 200',
    ],
    [`GET ${LECTURE}/artifacts`, json([]), `\`GET ${LECTURE}/artifacts\` answered 200 (application/json) []`],
    ['GET /exports/smoke-run-1/markdown', json('', 404), '`GET /exports/smoke-run-1/markdown` answered 404'],
    [
      `POST ${LECTURE}/export`,
      new Error('connect ECONNREFUSED'),
      `\`POST ${LECTURE}/export\` was not answered: connect ECONNREFUSED`,
    ],
  ])('F63: a wrong answer to %s fails it, and the lecture is removed all the same', async (call, wrong, message) => {
    const { error, calls } = await smoke({ [call]: () => wrong });
    expect(error).toMatchObject({ name: 'SmokeJobFailed', message: expect.stringContaining(message) });
    expect(calls).toContain(`DELETE ${LECTURE}?purge_storage=true`);
  });

  test('F63: a lecture that is still there afterwards fails it', async () => {
    const { error } = await smoke({ [`GET ${LECTURE}`]: () => json({ id: 'smoke-run-1' }) });
    expect(error).toMatchObject({
      name: 'SmokeJobFailed',
      message: expect.stringContaining(`\`GET ${LECTURE}\` answered 200`),
    });
  });

  test('a clean-up that fails after a failure is told too', async () => {
    const { error } = await smoke({
      [`GET ${LECTURE}/artifacts`]: () => json([]),
      [`DELETE ${LECTURE}?purge_storage=true`]: () => json({}, 500),
    });
    expect(error?.message).toMatch(/artifacts` answered 200.*Cleaning up failed too: .*DELETE .* answered 500/);
  });

  test('an isolated drill runs nothing: the application serves production', async () => {
    const never = async () => {
      throw new Error('production was asked');
    };
    const world = {
      application: { get: never, post: never, delete: never },
      clock: { now: () => 0, sleep: never },
      deadline: 0,
    };
    expect(await runSmokeJob(restored('drill').input, world)).toMatchObject({ jobs: [], cleanedUp: true });
  });
});
