import type { RestoreScope } from '../../domain/workflow/workflow';
import type { DatabaseChoice } from './databases/drill-database';

/** What a drill is asked for on the command line. */
export interface DrillOptions {
  readonly lectures: number;
  /** Same seed, same lectures, same incident. */
  readonly seed: number;
  readonly fault?: string;
  readonly database: DatabaseChoice;
  /** What the restore is asked for: the target time, or a snapshot that was taken at it. */
  readonly from: 'time' | 'snapshot';
  /** What the incident damages, and the restore brings back. */
  readonly scope: RestoreScope;
  /** The user's own application instead of the sample. */
  readonly applicationCommand?: string;
  /** Production is left alone: mode `drill` of the state machine, as it is started in a real account. */
  readonly isolated?: boolean;
  /** Leave the temporary folder (stores, logs, evidence) where it is. */
  readonly keep: boolean;
  /** Folder for report.json and report.md. */
  readonly report?: string;
}
