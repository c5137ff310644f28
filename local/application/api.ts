import { type Context, Hono } from 'hono';
import type { Lectures } from './lectures';
import type { Job, JobQueue, JobType } from './queue';
import { type ReadinessParts, readiness } from './readiness';

export interface ApiParts extends ReadinessParts {
  readonly lectures: Lectures;
  readonly queue: JobQueue;
  readonly writeToken: string | undefined;
  readonly log: (line: string) => void;
}

type Environment = { Variables: { privileged: boolean } };

const JOB_OF_CALL = { transcribe: 'transcription', generate: 'generation', export: 'export' } as const;

/** The HTTP contract of Pegasus, as far as a restore can be judged by it. */
export function api(parts: ApiParts): Hono<Environment> {
  const { lectures, queue, storage, traffic, writeToken, log } = parts;
  const app = new Hono<Environment>();

  app.onError((error, c) => {
    log(`${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json({ error: error.message }, 500);
  });

  app.on(['POST', 'DELETE'], '*', async (c, next) => {
    const authorization = c.req.header('authorization');
    const privileged = writeToken !== undefined && authorization === `Bearer ${writeToken}`;
    if (authorization !== undefined && !privileged) return c.json({ error: 'the write token is wrong' }, 401);
    const refusal = traffic.refuses(privileged);
    if (refusal !== undefined) return c.json({ error: refusal, trafficGeneration: traffic.trafficGeneration }, 503);
    c.set('privileged', privileged);
    return await next();
  });

  app.get('/health', (c) => c.json({ status: 'ok', time: new Date().toISOString() }));
  app.get('/health/ready', async (c) => {
    const answer = await readiness(parts);
    return c.json(answer, answer.status === 'ready' ? 200 : 503);
  });

  app.post('/lectures/ingest', async (c) => {
    const { lecture_id, course_id, preset_id, title, audio } = await c.req.parseBody();
    if (!isText(lecture_id) || !isText(course_id) || !isText(preset_id) || !isText(title) || !(audio instanceof File)) {
      return c.json({ error: 'course_id, lecture_id, preset_id, title and the file audio are needed' }, 400);
    }
    const lecture = await lectures.ingest({
      lectureId: lecture_id,
      courseId: course_id,
      presetId: preset_id,
      title,
      audio: { body: new Uint8Array(await audio.arrayBuffer()), contentType: audio.type || 'audio/wav' },
    });
    return c.json({ lectureId: lecture.id, status: lecture.status, audioPath: lecture.audio_path }, 201);
  });

  app.get('/lectures/:id', async (c) => {
    const lecture = await lectures.find(c.req.param('id'));
    return lecture === undefined ? unknown(c, 'lecture') : c.json(lecture);
  });
  app.get('/lectures/:id/transcript', async (c) => {
    const lecture = await lectures.find(c.req.param('id'));
    const file = lecture?.transcript_path ? await storage.get(lecture.transcript_path) : undefined;
    if (file === undefined) return unknown(c, 'transcript');
    return c.body(Buffer.from(file.body), 200, { 'content-type': 'application/json' });
  });
  app.get('/lectures/:id/artifacts', async (c) => c.json(await lectures.artifacts(c.req.param('id'))));
  app.get('/lectures/:id/integrity', async (c) => {
    const lectureId = c.req.param('id');
    const paths = await lectures.paths(lectureId);
    if (paths.length === 0) return unknown(c, 'lecture');
    const checks = await Promise.all(
      paths.map(async ({ kind, path }) => {
        const exists = path !== null && (await storage.exists(path));
        return { kind, path, exists, state: path === null ? 'missing_reference' : exists ? 'ok' : 'missing_file' };
      }),
    );
    const missingCount = checks.filter(({ state }) => state !== 'ok').length;
    const status = missingCount === 0 ? 'ok' : 'degraded';
    return c.json({ lectureId, status, missingCount, checkCount: checks.length, checks });
  });
  app.get('/exports/:id/:type', async (c) => {
    const path = await lectures.exportPath(c.req.param('id'), c.req.param('type'));
    const file = path === undefined ? undefined : await storage.get(path);
    if (file === undefined) return unknown(c, 'export');
    return c.body(Buffer.from(file.body), 200, { 'content-type': file.contentType });
  });

  for (const [call, type] of Object.entries(JOB_OF_CALL)) {
    app.post(`/lectures/:id/${call}`, async (c) => {
      const lecture = await lectures.find(c.req.param('id'));
      if (lecture === undefined) return unknown(c, 'lecture');
      const job = await queue.add(lecture.id, type, c.get('privileged'));
      return c.json({ jobId: job.id, status: job.status, jobType: type satisfies JobType }, 202);
    });
  }
  app.get('/jobs/:id', async (c) => {
    const job = await queue.find(c.req.param('id'));
    return job === undefined ? unknown(c, 'job') : c.json(jobAnswer(job));
  });

  app.delete('/lectures/:id', async (c) => {
    const lecture = await lectures.find(c.req.param('id'));
    if (lecture === undefined) return unknown(c, 'lecture');
    await lectures.remove(lecture.id, c.req.query('purge_storage') === 'true');
    return c.json({ lectureId: lecture.id, deleted: true });
  });
  return app;
}

function jobAnswer({ id, job_type, status, result, error }: Job) {
  return { id, jobType: job_type, status, result, error };
}

function unknown(c: Context, what: string): Response {
  return c.json({ error: `no such ${what}` }, 404);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
