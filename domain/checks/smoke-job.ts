import { type Answer, jsonOf } from './answer';

/** The jobs that one lecture goes through, in this order, and the call that begins each. */
export const SMOKE_JOBS = [
  { call: 'transcribe', job: 'transcription' },
  { call: 'generate', job: 'generation' },
  { call: 'export', job: 'export' },
] as const;

/** The same id whenever the step runs again: what a killed try has left is overwritten, and removed in the end. */
export function smokeLectureId(runId: string): string {
  return `smoke-${runId}`;
}

export type JobState =
  | { readonly state: 'done'; readonly inline: boolean }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'waiting' };

/** Builds differ: `completed` or `succeeded`; an unknown word is waited for. */
export function readJob(answer: Answer): JobState {
  const job = jsonOf(answer);
  if (typeof job !== 'object' || job === null || !('status' in job)) return { state: 'waiting' };
  switch (job.status) {
    case 'completed':
    case 'succeeded':
      return { state: 'done', inline: 'result' in job && isInline(job.result) };
    case 'failed':
      return { state: 'failed', error: 'error' in job ? String(job.error) : 'without a reason' };
    default:
      return { state: 'waiting' };
  }
}

/** @returns undefined when the answer names no job */
export function readJobId(answer: Answer): string | undefined {
  const job = jsonOf(answer);
  const id = typeof job === 'object' && job !== null && 'jobId' in job ? job.jobId : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** A list with something in it, bare or in a field: builds differ. */
export function holdsRows(answer: Answer): boolean {
  const body = jsonOf(answer);
  const lists = Array.isArray(body) ? [body] : Object.values(body ?? {});
  return lists.some((list) => Array.isArray(list) && list.length > 0);
}

/** A tenth of a second of silence, 16 bit mono at 8 kHz: the smallest file that every decoder takes for audio. */
export function silence(): Uint8Array {
  const rate = 8_000;
  const data = 2 * (rate / 10);
  const wav = Buffer.alloc(44 + data);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + data, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(2 * rate, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(data, 40);
  return wav;
}

/** How an inline job is noted: it proves nothing about the queue. */
export function noteJob(job: string, inline: boolean): string {
  return inline ? `${job} (inline: no queue was used)` : job;
}

function isInline(result: unknown): boolean {
  return (
    typeof result === 'object' && result !== null && 'queueFallback' in result && result.queueFallback === 'inline'
  );
}
