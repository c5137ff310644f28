import { canaryLectureId, isRefused } from '../domain/canary';
import { type Answer, describe } from '../domain/checks/answer';
import { ErrorName, PegasusError } from '../domain/errors';
import type { Clock } from './checks/carry-out';
import type { Application } from './clients/application';
import { ingestForm } from './ingest-form';

const POLL_MILLISECONDS = 250;

export interface CanaryWorld {
  /** Without the write token: as any writer. */
  readonly stranger: Pick<Application, 'post' | 'delete'>;
  /** With it, to clean up behind a canary that was let in. */
  readonly operator: Pick<Application, 'delete'>;
  readonly clock: Clock;
  /** Instances of the application may take so long to read the switch. */
  readonly obeyedWithinSeconds: number;
}

/**
 * Proves the freeze from outside. First it knocks, with the removal of a lecture that does not exist: in open traffic
 * that changes nothing, so it may be tried until it is refused. Then comes the canary itself, once: a lecture whose row
 * would go to the database and whose audio would go to the bucket.
 *
 * @returns what the canary was answered
 * @throws PegasusError `FreezeFailed` when it was not refused; `InvalidRequest` for an address that is not allowed
 */
export async function proveRefused(runId: string, world: CanaryWorld): Promise<string> {
  const { stranger, operator, clock, obeyedWithinSeconds } = world;
  const id = canaryLectureId(runId);
  const path = `/lectures/${encodeURIComponent(id)}?purge_storage=true`;

  const deadline = clock.now() + obeyedWithinSeconds * 1000;
  for (;;) {
    const knocked = await answerOrError(() => stranger.delete(path));
    if (isRefused(knocked)) break;
    if (clock.now() >= deadline) throw notRefused('DELETE', path, knocked, `for ${obeyedWithinSeconds} s`);
    await clock.sleep(POLL_MILLISECONDS);
  }

  const answer = await answerOrError(() => stranger.post('/lectures/ingest', ingestForm(id, 'Canary of a freeze')));
  if (isRefused(answer)) return `a lecture to ingest was refused: ${inWords(answer)}`;
  const removed = await answerOrError(() => operator.delete(path));
  throw notRefused('POST', '/lectures/ingest', answer, `(removing lecture ${id}: ${inWords(removed)})`);
}

const notRefused = (method: string, path: string, answer: Answer | Error, more: string): PegasusError =>
  new PegasusError(
    ErrorName.FREEZE_FAILED,
    `The freeze does not hold: \`${method} ${path}\` without the write token was answered ${inWords(answer)} ${more}. ` +
      'A frozen application answers 503, or nothing at all. Add what still writes to `traffic` of the construct.',
  );

const inWords = (answer: Answer | Error): string =>
  answer instanceof Error ? `nothing (${answer.message})` : describe(answer);

async function answerOrError(call: () => Promise<Answer>): Promise<Answer | Error> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name !== ErrorName.INVALID_REQUEST) return error;
    throw error;
  }
}
