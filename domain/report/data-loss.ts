import type { HowFar } from '../database/how-far';

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
 * One line of `data-loss/<table>/part-*.jsonl`, as JSON text. Holds the application's data: evidence only, never a log.
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

/** `data-loss/summary.json`: what the old stores have that the restored ones do not. */
export interface DataLossSummary {
  readonly tables: readonly TableLoss[];
  readonly notCompared: readonly NotCompared[];
  /** Versions that were current and newer than the moment the objects went back to. */
  readonly objects: number;
}
