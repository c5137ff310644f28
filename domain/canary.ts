import type { Answer } from './checks/answer';

/** The lecture that must not come to be. */
export const canaryLectureId = (runId: string): string => `canary-${runId}`;

/** Maintenance mode (503), a load balancer without anything behind it (502, 504), no right to write (401, 403, 405). */
const REFUSALS = [401, 403, 405, 502, 503, 504];

/** Nothing listens there. A time-out is not among them: the write may have been done all the same. */
const UNREACHABLE = ['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];

/** Whether a write was refused for certain; every other answer proves nothing, or the opposite. */
export function isRefused(answer: Answer | Error): boolean {
  if (!(answer instanceof Error)) return REFUSALS.includes(answer.status);
  return 'code' in answer && UNREACHABLE.includes(String(answer.code));
}
