import { type Answer, describe } from '../../domain/checks/answer';
import {
  type CanaryAnswer,
  canaryAnswer,
  canaryLectureId,
  type FreezeVerdict,
  judgeFreeze,
  type Knock,
  lacksRight,
} from '../../domain/traffic/canary';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Application } from '../checks/application';
import { ingestForm } from '../checks/ingest-form';
import type { Clock } from '../execution/clock';
import { poll, within } from '../execution/poll-until';
import type { FreezeRecord } from './freeze-record';

const POLL_MILLISECONDS = 250;
/** Two seconds of refusals: one instance of several may obey first, and a restart answers like a freeze. */
const REFUSALS_IN_A_ROW = 8;

type Caller = Pick<Application, 'post' | 'delete'>;

export interface KnockWorld {
  /** Without the write token: as any writer. */
  readonly stranger: Caller;
  /** With it: for an application that wants it for every write, and to clean up behind a canary that was let in. */
  readonly operator: Caller;
  /** False when none is configured: the operator is then a stranger too. */
  readonly hasToken: boolean;
}

export interface CanaryWorld extends KnockWorld {
  readonly clock: Clock;
  /** Instances of the application may take so long to read the switch. */
  readonly obeyedWithinSeconds: number;
}

/**
 * Knocks, with the removal of a lecture that does not exist: in open traffic that changes nothing. The token is used
 * only when a write without it is denied, because an application may let the token in while it is frozen.
 *
 * @throws PegasusError `FreezeFailed` for an address that is not allowed
 */
export async function knock(runId: string, { stranger, operator, hasToken }: KnockWorld): Promise<Knock> {
  try {
    const without = await answerOrError(() => stranger.delete(pathOf(runId)));
    const withToken = hasToken && lacksRight(canaryAnswer(without));
    const answer = withToken ? await answerOrError(() => operator.delete(pathOf(runId))) : without;
    return { withToken, answer: canaryAnswer(answer), inWords: inWords(answer) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PegasusError(
      ErrorName.FREEZE_FAILED,
      `${message.replace(/\.*$/, '.')} Nothing was frozen, and nothing has changed.`,
      { cause: error },
    );
  }
}

/**
 * Proves the freeze from outside, by a change: what refuses a write now must not have refused it before. It knocks
 * until that is so. Then comes the canary itself, once: a lecture whose row would go to the database and whose audio
 * would go to the bucket.
 *
 * @returns what the canary was answered, and the knock before the freeze; or why that proves nothing
 * @throws PegasusError `FreezeFailed` when it was not refused, or refused as it was before the freeze
 */
export async function proveRefused(
  runId: string,
  record: Pick<FreezeRecord, 'knock' | 'prior'>,
  world: CanaryWorld,
): Promise<string> {
  const { stranger, operator, hasToken, clock, obeyedWithinSeconds } = world;
  const before = { answer: record.knock.answer, frozen: record.prior.mode !== 'open' };
  const caller = record.knock.withToken ? operator : stranger;
  const id = canaryLectureId(runId);
  const path = pathOf(runId);

  const verdictOn = (knocked: Answer | Error) => judgeFreeze(before, canaryAnswer(knocked));
  let refusals = 0;
  const knocked = await poll(
    () => answerOrError(() => caller.delete(path)),
    (one) => {
      refusals = holds(verdictOn(one)) ? refusals + 1 : 0;
      return refusals >= REFUSALS_IN_A_ROW;
    },
    within(obeyedWithinSeconds, POLL_MILLISECONDS, clock),
  );
  if (refusals < REFUSALS_IN_A_ROW) {
    const long = `for ${obeyedWithinSeconds} s`;
    throw notProved(verdictOn(knocked), `DELETE ${path}`, knocked, long, record.knock, world);
  }

  const canary = (by: Caller) => answerOrError(() => by.post('/lectures/ingest', ingestForm(id, 'Canary of a freeze')));
  let answer = await canary(caller);
  if (hasToken && caller === stranger && lacksRight(canaryAnswer(answer))) answer = await canary(operator);
  // Denied while a removal is answered otherwise: this call is denied for a reason of its own.
  const otherwise = canaryAnswer(answer) === 'denied' && canaryAnswer(knocked) !== 'denied';
  const verdict = otherwise ? 'unchanged' : verdictOn(answer);
  if (holds(verdict)) return proofInWords(verdict, answer, before.frozen, record.knock);
  const removed = await answerOrError(() => operator.delete(path));
  const cleaned = `(removing lecture ${id}: ${inWords(removed)})`;
  throw notProved(verdict, 'POST /lectures/ingest', answer, cleaned, record.knock, world);
}

const pathOf = (runId: string): string => `/lectures/${encodeURIComponent(canaryLectureId(runId))}?purge_storage=true`;

const holds = (verdict: FreezeVerdict): boolean => verdict === 'proved' || verdict === 'closed before';

const tokenOf = ({ withToken }: Knock): string => `${withToken ? 'with' : 'without'} the write token`;

function proofInWords(verdict: FreezeVerdict, answer: Answer | Error, frozen: boolean, before: Knock): string {
  const seen =
    `a lecture to ingest was refused: ${inWords(answer)}; ` +
    `a write ${tokenOf(before)} was answered before the freeze: ${before.inWords}`;
  if (verdict === 'proved') return seen;
  return `not proved, because ${frozen ? 'traffic was not open before this run' : 'no write came in before either'}: ${seen}`;
}

function notProved(
  verdict: FreezeVerdict,
  call: string,
  answer: Answer | Error,
  more: string,
  before: Knock,
  { hasToken }: KnockWorld,
): PegasusError {
  const answered = `\`${call}\` ${tokenOf(before)} was answered ${inWords(answer)} ${more}`;
  return new PegasusError(
    ErrorName.FREEZE_FAILED,
    verdict === 'unchanged'
      ? `The freeze is not proved: ${answered}, and a write before the freeze ${before.inWords}. Only a refusal that ` +
          `the freeze has caused proves it. ${advice(canaryAnswer(answer), hasToken)}`
      : `The freeze does not hold: ${answered}. A frozen application answers 503, or nothing at all. Add every ` +
          'writer to `traffic` of the construct.',
  );
}

function advice(answer: CanaryAnswer, hasToken: boolean): string {
  if (answer === 'closed') {
    return 'If the application was down before, write the traffic parameter as frozen, then start again.';
  }
  return hasToken
    ? 'The secret `writeToken` of the application must hold a token that it accepts while nothing is frozen.'
    : 'The application wants a token and none is configured: give it `writeToken`, deploy, then start again.';
}

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
