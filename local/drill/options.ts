import type { RestoreScope } from '../../domain/workflow/workflow';
import type { DatabaseChoice } from './databases/drill-database';

/** Options of a drill on the command line. */
export interface DrillOptions {
  readonly lectures: number;
  /** Same seed, same lectures, same incident. */
  readonly seed: number;
  readonly fault?: string;
  readonly database: DatabaseChoice;
  /** What to restore to: the target time, or a snapshot taken at it. */
  readonly from: 'time' | 'snapshot';
  /** What the incident damages and the restore restores. */
  readonly scope: RestoreScope;
  /** The user's own application instead of the sample. */
  readonly applicationCommand?: string;
  /** Production stays as it is: mode `drill` of the state machine, as it is started in a real account. */
  readonly isolated?: boolean;
  /** Keep the temporary folder (stores, logs, evidence). */
  readonly keep: boolean;
  /** Folder for report.json and report.md. */
  readonly report?: string;
}
