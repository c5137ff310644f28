// Somebody else's Pegasus, as small as it can be: no queue, no traffic switch, everything done while the caller waits.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import pg from 'pg';

const { DATABASE_URL, S3_BUCKET, S3_PREFIX, S3_ENDPOINT_URL, AWS_REGION, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
pool.on('error', () => {});
const s3 = new S3Client({ endpoint: S3_ENDPOINT_URL, region: AWS_REGION });
const query = async (sql, ...values) => (await pool.query(sql, values)).rows;
const location = (path) => ({ Bucket: S3_BUCKET, Key: path.slice(`s3://${S3_BUCKET}/`.length) });

async function put(name, body) {
  const Key = `${S3_PREFIX}/${name}`;
  await s3.send(new PutObjectCommand({ Bucket: S3_BUCKET, Key, Body: body, ContentType: 'application/json' }));
  return `s3://${S3_BUCKET}/${Key}`;
}

const exists = (path) =>
  path !== null &&
  s3.send(new HeadObjectCommand(location(path))).then(
    () => true,
    () => false,
  );

const paths = (id) =>
  query(
    `select 'audio' as kind, audio_path as path from lectures where id = $1
     union all select 'transcript', transcript_path from lectures where id = $1
     union all select 'artifact:' || artifact_type, storage_path from artifacts where lecture_id = $1
     union all select 'export:' || export_type, storage_path from exports where lecture_id = $1`,
    id,
  );

async function work(id, type) {
  if (type === 'transcribe') {
    const path = await put(`transcripts/${id}.json`, JSON.stringify({ lectureId: id, text: 'words' }));
    await query('update lectures set transcript_path = $2 where id = $1', id, path);
  } else if (type === 'generate') {
    const path = await put(`artifacts/${id}-summary.json`, JSON.stringify({ overview: 'words' }));
    await query(
      `insert into artifacts (id, lecture_id, course_id, preset_id, artifact_type, storage_path)
       values ($1, $2, 'course', 'preset', 'summary', $3)`,
      `${id}-summary`,
      id,
      path,
    );
  } else {
    const path = await put(`exports/${id}.md`, '# words');
    await query(
      `insert into exports (id, lecture_id, export_type, storage_path) values ($1, $2, 'markdown', $3)`,
      `${id}-markdown`,
      id,
      path,
    );
  }
  const jobId = randomUUID();
  await query(`insert into jobs (id, lecture_id, job_type, status) values ($1, $2, $3, 'completed')`, jobId, id, type);
  return { jobId, status: 'completed', jobType: type };
}

async function ingest(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const form = await new Response(Buffer.concat(chunks), { headers: request.headers }).formData();
  const id = form.get('lecture_id');
  const path = await put(`audio/${id}.wav`, Buffer.from(await form.get('audio').arrayBuffer()));
  await query(
    `insert into lectures (id, course_id, preset_id, title, status, audio_path) values ($1, $2, $3, $4, 'uploaded', $5)
     on conflict (id) do nothing`,
    id,
    form.get('course_id'),
    form.get('preset_id'),
    form.get('title'),
    path,
  );
  return { lectureId: id };
}

async function remove(id) {
  const all = await paths(id);
  for (const table of ['artifacts', 'exports', 'jobs']) await query(`delete from ${table} where lecture_id = $1`, id);
  await query('delete from lectures where id = $1', id);
  for (const { path } of all) if (path) await s3.send(new DeleteObjectCommand(location(path)));
  return { deleted: true };
}

async function integrity(id) {
  const checks = [];
  for (const { kind, path } of await paths(id)) {
    const found = await exists(path);
    checks.push({
      kind,
      path,
      exists: found,
      state: path === null ? 'missing_reference' : found ? 'ok' : 'missing_file',
    });
  }
  return { lectureId: id, checks };
}

async function transcript(id) {
  const [lecture] = await query('select transcript_path from lectures where id = $1', id);
  if (!lecture?.transcript_path) return undefined;
  return JSON.parse(
    await (await s3.send(new GetObjectCommand(location(lecture.transcript_path)))).Body.transformToString(),
  );
}

async function answer(request) {
  const [, collection, id, what] = request.url.split('?')[0].split('/').map(decodeURIComponent);
  if (collection === 'health') return await query('select 1').then(() => ({ status: 'ok', checks: {} }));
  if (collection === 'jobs') return (await query('select id, status from jobs where id = $1', id))[0];
  if (collection === 'exports') return await query('select * from exports where lecture_id = $1', id);
  if (request.method === 'DELETE') return await remove(id);
  if (request.method === 'POST') return id === 'ingest' ? await ingest(request) : await work(id, what);
  if (what === 'integrity') return await integrity(id);
  if (what === 'transcript') return await transcript(id);
  if (what === 'artifacts') return await query('select * from artifacts where lecture_id = $1', id);
  return (await query('select * from lectures where id = $1', id))[0];
}

createServer((request, response) => {
  const send = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  answer(request).then(
    (body) => (body === undefined ? send(404, { error: 'not found' }) : send(200, body)),
    (error) => send(500, { error: error.message }),
  );
}).listen(Number(PORT), '127.0.0.1');
