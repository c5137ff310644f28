import { adviceOn } from './rds-statuses';

/** What a status means to a step that waits for a database; `held`: a person has to do something first. */
export type StatusVerdict = 'ready' | 'wait' | 'held' | 'failed' | 'unknown';

/** What the statuses of one kind of database mean; `seenReady` when it was ready before. */
export type ClassifyStatus = (status: string, seenReady: boolean) => StatusVerdict;

/** How often in a row a database must be seen ready: RDS shows `available` for a moment before it goes on modifying. */
export const READY_POLLS = 2;
/** How many polls may find nothing right after the restore was asked for. */
export const NOT_FOUND_POLLS = 5;
/** How often in a row a status may be seen that is in no list: a new one of RDS may pass, and is not waited for all day. */
export const UNKNOWN_POLLS = 10;
/** The observed status of a database that RDS does not show (yet). */
export const NOT_FOUND = 'not-found';

/** One look, and what was seen before it. */
export interface Look {
  /** The status, or undefined when RDS knows no such database. */
  readonly status: string | undefined;
  /** Modifications that RDS has accepted and not yet carried out. */
  readonly pending: readonly string[];
  /** Of this look: the state machine's clock. */
  readonly at: string;
  readonly deadline: string;
  readonly classify: ClassifyStatus;
  readonly before?: {
    readonly observed: string;
    readonly polls: number;
    readonly readyPolls: number;
    readonly unknownPolls?: number;
  };
}

export type LookVerdict =
  | {
      readonly outcome: 'ready' | 'waiting';
      readonly observed: string;
      readonly polls: number;
      readonly readyPolls: number;
      readonly unknownPolls?: number;
    }
  | { readonly outcome: 'failed' | 'held' | 'timed out'; readonly observed: string; readonly reason: string };

/** Decides what one look means: go on, look again, or give up with the reason. */
export function judgeLook({ status, pending, at, deadline, classify, before }: Look): LookVerdict {
  const polls = (before?.polls ?? 0) + 1;
  const observed = status ?? NOT_FOUND;
  const verdict = status === undefined ? 'missing' : classify(status, (before?.readyPolls ?? 0) > 0);

  if (verdict === 'missing' && before !== undefined && before.observed !== NOT_FOUND) {
    return { outcome: 'failed', observed, reason: `it was there (\`${before.observed}\`) and is gone` };
  }
  if (verdict === 'missing' && polls > NOT_FOUND_POLLS) {
    return { outcome: 'failed', observed, reason: `RDS does not know it after ${NOT_FOUND_POLLS} looks` };
  }
  if (verdict === 'failed') {
    return { outcome: 'failed', observed, reason: `\`${observed}\` is a status it does not leave by itself` };
  }
  if (verdict === 'held') return { outcome: 'held', observed, reason: sayHeld(observed) };
  const unknownPolls = verdict === 'unknown' ? (before?.unknownPolls ?? 0) + 1 : 0;
  if (unknownPolls >= UNKNOWN_POLLS) return { outcome: 'held', observed, reason: sayUnknown(observed, unknownPolls) };
  const readyPolls = verdict === 'ready' && pending.length === 0 ? (before?.readyPolls ?? 0) + 1 : 0;
  if (readyPolls >= READY_POLLS) return { outcome: 'ready', observed, polls, readyPolls };
  if (at >= deadline) {
    const waiting = pending.length > 0 ? `, still to be modified: ${pending.join(', ')}` : '';
    return { outcome: 'timed out', observed, reason: `it is \`${observed}\`${waiting} after ${polls} looks` };
  }
  return { outcome: 'waiting', observed, polls, readyPolls, ...(unknownPolls > 0 && { unknownPolls }) };
}

export const sayHeld = (status: string): string => `it is \`${status}\`: ${adviceOn(status)}`;

export const sayUnknown = (status: string, looks: number): string =>
  `it is \`${status}\` at ${looks} looks in a row, a status that this version does not know`;
