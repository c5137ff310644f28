import type { Stage } from '../model';

/** Something broken on purpose: the drill must end red, with the step and the reason, or find its way round it. */
export interface Fault {
  readonly name: string;
  /** One line for `--help`: what is broken. */
  readonly description: string;
  /** The truth is that of a snapshot, for whoever rolls forward to it. */
  readonly from?: 'snapshot';
  /** Done before the truth is taken: it will be part of what is restored. */
  beforeTargetTime?(stage: Stage): Promise<void>;
  /** Done when the truth has been copied aside. */
  beforeIncident?(stage: Stage): Promise<void>;
  /** Done after the incident. */
  beforeRestore?(stage: Stage): Promise<void>;
  /** What the restore is asked for, where it is not the target time. */
  askFor?(): Promise<Date>;
}
