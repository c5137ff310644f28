import type { LedgerEntry } from '../workflow/ledger';
import { ALL_STEPS, type Failure, type StepName } from '../workflow/workflow';

/** One line of the report's timeline. */
export interface ReportedStep {
  readonly name: StepName;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly outcome: 'done' | 'failed';
  /** Tries that failed before; 0 is the rule. */
  readonly failedTries: number;
}

/** What is known of steps that the ledger does not tell by itself. */
export interface StepFacts {
  readonly failure?: Failure;
  /** Steps known to be done from the workflow: the children of RestoreObjects write no ledger. */
  readonly done: readonly StepName[];
  /** When the report is written: the end of whatever is still open. */
  readonly now: string;
}

/**
 * The timeline, from the ledger: tries and polls of one step are one line, in the order of the runbook. A step that
 * left no entry (killed, timed out, or made of children) lies between its neighbours.
 */
export function timeline(ledger: readonly LedgerEntry[], { failure, done, now }: StepFacts): ReportedStep[] {
  const recorded = new Map<StepName, LedgerEntry[]>();
  for (const entry of ledger) recorded.set(entry.step, [...(recorded.get(entry.step) ?? []), entry]);
  const names = ALL_STEPS.filter((name) => recorded.has(name) || name === failure?.step || done.includes(name));

  const lines: ReportedStep[] = [];
  let previousEnd: string | undefined;
  for (const [position, name] of names.entries()) {
    const entries = recorded.get(name) ?? [];
    const next = names.slice(position + 1).flatMap((later) => recorded.get(later) ?? [])[0];
    const last = entries.at(-1);
    const failed = name === failure?.step || (!done.includes(name) && last?.outcome === 'failed');
    const ended = last?.outcome === (failed ? 'failed' : 'done') ? last.finishedAt : undefined;
    const startedAt = entries[0]?.startedAt ?? previousEnd ?? now;
    const end = ended ?? next?.startedAt ?? now;
    const failedTries = entries.filter(({ outcome }) => outcome === 'failed').length;
    lines.push({
      name,
      startedAt,
      seconds: Math.max(0, Math.round((Date.parse(end) - Date.parse(startedAt)) / 100) / 10),
      outcome: failed ? 'failed' : 'done',
      failedTries: failed ? Math.max(0, failedTries - 1) : failedTries,
    });
    previousEnd = end;
  }
  return lines;
}
