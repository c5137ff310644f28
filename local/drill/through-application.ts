import { setTimeout as sleep } from 'node:timers/promises';

/** A lecture's whole way through the application's own API: ingest, transcribe, generate, export. */
export async function teachThroughApplication(url: string, lectureId: string, courseId: string): Promise<void> {
  const form = new FormData();
  const fields = { lecture_id: lectureId, course_id: courseId, preset_id: 'exam-mode', title: `Live: ${lectureId}` };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('audio', new Blob([`audio of ${lectureId}`], { type: 'audio/wav' }), 'lecture.wav');
  await call(url, '/lectures/ingest', { method: 'POST', body: form });
  for (const job of ['transcribe', 'generate', 'export']) {
    const { jobId } = await call(url, `/lectures/${lectureId}/${job}`, { method: 'POST' });
    await jobDone(url, String(jobId));
  }
}

async function jobDone(url: string, jobId: string): Promise<void> {
  for (;;) {
    const { status, error } = await call(url, `/jobs/${jobId}`);
    if (status === 'completed' || status === 'succeeded') return;
    if (status === 'failed') throw new Error(`The application could not do job ${jobId}: ${String(error)}.`);
    await sleep(50);
  }
}

async function call(url: string, path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`The application answered ${path} with ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as Record<string, unknown>;
}
