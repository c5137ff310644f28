import type { HowFar } from '../database/how-far';
import type { Location, RestorePlan } from '../workflow/workflow';

/** A table that was not compared, or not to its end. */
export interface NotCompared {
  readonly table: string;
  readonly reason: string;
  /** How far it came; what was found until then is counted. @default - nothing of it was looked at */
  readonly looked?: HowFar;
}

/** A row of the old database. */
export interface OldRow {
  /** Where it is in its table. */
  readonly at: string;
  /** The primary key's columns, as text. */
  readonly key: readonly string[];
  readonly digest: string;
  /** Of the row, printed. */
  readonly bytes: number;
}

/** A row of the restored database. */
export interface RestoredRow {
  readonly digest: string;
  /** Written since the restore: the difference may be the work of the reopened application. */
  readonly rewritten: boolean;
}

export interface LostRow {
  readonly change: 'missing' | 'changed';
  readonly old: OldRow;
  readonly rewritten: boolean;
}

/**
 * Only what the old database has counts: a row that is only in the restored one was deleted after the target time, or is
 * new.
 * @param restored those with the same keys, by the place of the old one
 */
export function lostRows(old: readonly OldRow[], restored: ReadonlyMap<number, RestoredRow>): LostRow[] {
  return old.flatMap((row, place): LostRow[] => {
    const same = restored.get(place);
    if (same === undefined) return [{ change: 'missing', old: row, rewritten: false }];
    return same.digest === row.digest ? [] : [{ change: 'changed', old: row, rewritten: same.rewritten }];
  });
}

/**
 * One line of `data-loss/<run>/<table>/part-*.jsonl`, as JSON text. Holds the application's data: there only, never a log.
 * @param row the whole row as JSON text: parsing would round its large numbers
 */
export function lostRowLine({ change, old, rewritten }: LostRow, row: string): string {
  const mark = rewritten ? ',"rewritten":true' : '';
  return `{"change":"${change}","key":${JSON.stringify(old.key)}${mark},"row":${row}}`;
}

/** What one table has lost. */
export interface TableLoss {
  readonly table: string;
  /** Rows of the old database that the restored one does not have. */
  readonly missing: number;
  readonly changed: number;
  /** Of the changed: written since the restore, too. */
  readonly rewritten: number;
}

/**
 * Where whole rows and keys of a run lie: beside the runs and not in them, because a lifecycle rule knows no other way
 * to let them expire than by how their keys begin, and no step that reads its run may read them.
 */
export const dataLossFolder = ({ evidence, runId }: Pick<RestorePlan, 'evidence' | 'runId'>): Location => ({
  bucket: evidence.bucket,
  prefix: `${DATA_LOSS}${runId}/`,
});

/** Of the evidence bucket. */
export const DATA_LOSS = 'data-loss/';

/** Counts only: it stays as long as the report. */
export const dataLossSummaryKey = ({ evidence }: Pick<RestorePlan, 'evidence'>): string =>
  `${evidence.prefix}data-loss.json`;

/** The first day on which they may be gone. @param writtenAt ISO 8601 */
export const keptUntil = (writtenAt: string, days: number): string =>
  new Date(Date.parse(writtenAt) + days * 86_400_000).toISOString().slice(0, 10);

/** `data-loss.json`: what the old stores have that the restored ones do not. */
export interface DataLossSummary {
  readonly tables: readonly TableLoss[];
  readonly notCompared: readonly NotCompared[];
  /** Versions that were current and newer than the moment the objects went back to. */
  readonly objects: number;
  /** Where the rows and the keys are, `s3://…`, and the day (`YYYY-MM-DD`, UTC) from which they expire. */
  readonly folder: string;
  readonly keptUntil: string;
}
