import type { Answer } from '../../domain/checks/answer';
import {
  canaryAnswer,
  canaryLectureId,
  type Knock,
  lacksRight,
  needNotBeTheApplications,
  type OfItself,
  ofItself,
} from '../../domain/traffic/canary';
import { goesOn, judgeFreeze } from '../../domain/traffic/freeze-verdict';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Application } from '../checks/application';
import { ingestForm } from '../checks/ingest-form';
import type { Clock } from '../execution/clock';
import { poll, within } from '../execution/poll-until';
import { inWords, notProved, proofInWords, type Seen } from './freeze-proof-words';
import { type FreezeRecord, frozenBy } from './freeze-record';

const POLL_MILLISECONDS = 250;
/** Two seconds of refusals: one instance of several may obey first, and a restart answers like a freeze. */
const REFUSALS_IN_A_ROW = 8;

type Caller = Pick<Application, 'get' | 'post' | 'delete'>;

export interface KnockWorld {
  /** Calls without the write token, as a writer might. */
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
  /** What ran before this freeze and was stopped by it, in words. */
  readonly stopped: readonly string[];
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
 * Proves the freeze from outside: the application itself must refuse a write for this freeze, or say in the same moment
 * that it is frozen. It knocks until that is so. Then comes the canary itself, once: a lecture whose row would go to the
 * database and whose audio would go to the bucket.
 *
 * @returns what the canary was answered, and the knock before the freeze; or why that proves nothing
 * @throws FreezeNotProved when it was not refused, refused as it was before the freeze, or by who knows what
 */
export async function proveRefused(
  runId: string,
  record: Pick<FreezeRecord, 'knock' | 'prior'>,
  world: CanaryWorld,
): Promise<string> {
  const { stranger, operator, hasToken, clock, obeyedWithinSeconds, stopped } = world;
  const { knock: before, prior } = record;
  const frozen = prior.mode !== 'open';
  const generation = frozenBy(record).generation;
  const caller = before.withToken ? operator : stranger;
  const path = pathOf(runId);
  const see = async (call: () => Promise<Answer>): Promise<Seen> => {
    const answer = await answerOrError(call);
    const kind = canaryAnswer(answer, generation);
    const ready = needNotBeTheApplications(kind) ? await answerOrError(() => operator.get(READY)) : undefined;
    const itself = ready && moreOf(ofItself(ready, generation), ofItself(answer, generation));
    const after = { answer: kind, itself, hasStopped: stopped.length > 0 };
    return { verdict: judgeFreeze({ answer: before.answer, frozen }, after), kind, answer, ready };
  };

  let refusals = 0;
  const knocked = await poll(
    () => see(() => caller.delete(path)),
    ({ verdict }) => {
      refusals = goesOn(verdict) ? refusals + 1 : 0;
      return refusals >= REFUSALS_IN_A_ROW;
    },
    within(obeyedWithinSeconds, POLL_MILLISECONDS, clock),
  );
  const because = { generation, before, hasToken };
  if (refusals < REFUSALS_IN_A_ROW) {
    throw notProved(knocked, `\`DELETE ${path}\``, `for ${obeyedWithinSeconds} s`, because);
  }

  const id = canaryLectureId(runId);
  const canary = (by: Caller) => see(() => by.post('/lectures/ingest', ingestForm(id, 'Canary of a freeze')));
  let seen = await canary(caller);
  if (hasToken && caller === stranger && lacksRight(seen.kind)) seen = await canary(operator);
  // Denied while a removal is answered otherwise: this call is denied for a reason of its own.
  if (seen.kind === 'denied' && knocked.kind !== 'denied') seen = { ...seen, verdict: 'unchanged' };
  if (goesOn(seen.verdict)) return proofInWords(seen, frozen, before, stopped);
  throw notProved(seen, '`POST /lectures/ingest`', '', because, seen.kind === 'accepted' || seen.kind === 'unclear');
}

/** A refusal for another freeze is the application's own, whatever `/health/ready` is. */
const moreOf = (ready: OfItself, write: OfItself): OfItself =>
  (ready === 'silent' || ready === 'running') && write === 'not frozen' ? write : ready;

const READY = '/health/ready';
const pathOf = (runId: string): string => `/lectures/${encodeURIComponent(canaryLectureId(runId))}?purge_storage=true`;

/**
 * Removes a canary that may have been let in. Instances of the application may still refuse a while after the freeze was
 * undone, so it is tried again and again.
 * @returns in words; a canary that may still be there is named, with the call that removes it
 */
export async function removeCanary(
  runId: string,
  { operator, clock, obeyedWithinSeconds }: Pick<CanaryWorld, 'operator' | 'clock' | 'obeyedWithinSeconds'>,
): Promise<string> {
  const id = canaryLectureId(runId);
  const removed = await poll(
    () => answerOrError(() => operator.delete(pathOf(runId))),
    isGone,
    within(obeyedWithinSeconds, POLL_MILLISECONDS, clock),
  );
  return isGone(removed)
    ? `The canary, lecture ${id}, was removed (${inWords(removed)}).`
    : `The canary, lecture ${id}, may still be there: its removal was answered ${inWords(removed)} for ` +
        `${obeyedWithinSeconds} s. Remove it with \`DELETE ${pathOf(runId)}\`, and the file of its audio.`;
}

const isGone = (answer: Answer | Error): boolean =>
  !(answer instanceof Error) && ((answer.status >= 200 && answer.status < 300) || answer.status === 404);

async function answerOrError(call: () => Promise<Answer>): Promise<Answer | Error> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name !== ErrorName.INVALID_REQUEST) return error;
    throw error;
  }
}
