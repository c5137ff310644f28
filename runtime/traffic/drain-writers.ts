import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { OpenTransaction, SourceSessions } from '../database/source-sessions';
import type { Clock } from '../execution/clock';
import { poll, within } from '../execution/poll-until';

const POLL_MILLISECONDS = 500;
/** A session that was told to end is gone within moments, or does not listen. */
const END_SECONDS = 30;

/** What happens to a transaction that was open when writes were frozen. */
export interface DrainOptions {
  readonly seconds: number;
  /** Afterwards: end it, which rolls it back, or hold the restore. */
  readonly end: boolean;
}

/**
 * Waits until no transaction that has written is open any more.
 *
 * @returns in words, what was seen
 * @throws PegasusError `WritersNotDrained` naming those that are left
 */
export async function drainWriters(
  sessions: Pick<SourceSessions, 'writers' | 'end'>,
  { seconds, end }: DrainOptions,
  clock: Clock,
): Promise<string> {
  const late = await lastWriters(sessions, seconds, clock);
  if (late.length === 0) return 'no transaction was writing any more';
  if (!end) throw notDrained(late, `after ${seconds} s`);
  await sessions.end(late.map(({ pid }) => pid));
  const left = await lastWriters(sessions, END_SECONDS, clock);
  if (left.length > 0) throw notDrained(left, `${END_SECONDS} s after they were told to end`);
  return `${late.length} transactions were ended after ${seconds} s: ${inWords(late)}`;
}

const lastWriters = (sessions: Pick<SourceSessions, 'writers'>, seconds: number, clock: Clock) =>
  poll(
    () => sessions.writers(),
    (writers) => writers.length === 0,
    within(seconds, POLL_MILLISECONDS, clock),
  );

const notDrained = (left: readonly OpenTransaction[], when: string): PegasusError =>
  new PegasusError(
    ErrorName.WRITERS_NOT_DRAINED,
    `${left.length} transactions that have written are still open ${when}: ${inWords(left)}. End them ` +
      '(`select pg_terminate_backend(pid)`), or let `longTransactions` of the construct do it, and start again.',
  );

const SHOWN = 5;

function inWords(transactions: readonly OpenTransaction[]): string {
  const shown = transactions
    .slice(0, SHOWN)
    .map(({ pid, application, seconds }) => `pid ${pid} (${application || 'no name'}, ${seconds} s)`);
  return shown.join(', ') + (transactions.length > SHOWN ? ', …' : '');
}
