import type { Stage } from '../model';

/** A fault injected on purpose: the drill must fail with the step and the cause, or restore the next candidate. */
export interface Fault {
  readonly name: string;
  /** One line for `--help`: what is broken. */
  readonly description: string;
  /** The expected state is that of a snapshot, for a restore that rolls forward to it. */
  readonly from?: 'snapshot';
  /** Done before the truth is taken: it will be part of what is restored. */
  beforeTargetTime?(stage: Stage): Promise<void>;
  /** Done when the truth has been copied aside. */
  beforeIncident?(stage: Stage): Promise<void>;
  /** Done after the incident. */
  beforeRestore?(stage: Stage): Promise<void>;
  /** What to restore to, if not the target time. */
  askFor?(): Promise<Date>;
}
