import { createHash } from 'node:crypto';
import { DatabaseError } from 'pg';
import { howFar } from '../../domain/database/how-far';
import { type LostRow, lostRowLine, lostRows, type NotCompared, type TableLoss } from '../../domain/report/data-loss';
import type { TableComparison } from '../../domain/report/table-comparison';
import type { PartWriter } from '../evidence/part-writer';
import type { PageSlices } from './page-slices';
import type { TableRows } from './table-rows';

export interface BothDatabases {
  readonly old: Pick<TableRows, 'tables' | 'slices' | 'old' | 'whole' | 'answers'>;
  readonly restored: Pick<TableRows, 'tables' | 'restored' | 'answers'>;
  close(): Promise<void>;
}

/** Printed; a handler holds a row several times while it is written. */
const LARGEST_ROW = 32 * 1024 * 1024;
/** Whole rows that are asked for at once. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_ROWS = 1_000;
/** Of one table, some 60 bytes each. What is lost beyond them is counted by rows. */
const REMEMBERED_KEYS = 500_000;

/** One table of the ledger: how far it was compared, and what was found until then. */
export class TableReading {
  private slices: PageSlices | undefined;
  private rows = 0;
  private readonly counts = { missing: 0, changed: 0, rewritten: 0 };
  private readonly notExported: string[] = [];
  /** Keys of what is lost, as digests: behind a damaged index one may occur twice. */
  private readonly keys = new Set<string>();
  private again = 0;
  private ended = false;
  private broken: string | undefined;

  constructor(
    private readonly table: TableComparison,
    private readonly writer: PartWriter,
    /** Transaction id from which on rows count as written since the restore; null when not known. */
    private readonly since: string | null,
  ) {}

  get name(): string {
    return this.table.table;
  }

  get isOpen(): boolean {
    return !this.ended;
  }

  get begun(): boolean {
    return this.slices !== undefined;
  }

  get loss(): TableLoss {
    return { table: this.name, ...this.counts };
  }

  /** @returns undefined when every row was looked at, and what was lost is written down */
  get missed(): NotCompared | undefined {
    const reasons = [
      ...(this.broken === undefined ? [] : [this.broken]),
      ...(this.ended ? [] : ['the time limit was reached']),
      ...(this.slices?.gaps ?? []),
      ...this.notExported,
      ...(this.again === 0
        ? []
        : [`rows with the key of another row: ${this.again}, exported and not counted again: reindex the table`]),
    ];
    if (reasons.length === 0) return undefined;
    const reason = [...new Set(reasons)].join('; ');
    if (this.rows === 0) return { table: this.name, reason };
    return { table: this.name, reason, looked: howFar(this.rows, this.slices?.part ?? 0) };
  }

  /** Until the end of the table, or until `over`, which is asked before each slice. */
  async goOn({ old, restored }: BothDatabases, over: () => boolean): Promise<void> {
    this.slices ??= old.slices(this.table);
    const lost = this.slices.slices(over, async (where) => {
      const rows = await old.old(this.table, where);
      const keys = rows.map(({ key }) => key);
      const { lookIn } = this.table;
      const there =
        lookIn !== null && rows.length > 0 ? await restored.restored(this.table, lookIn, keys, this.since) : new Map();
      return { rows: rows.length, lost: lostRows(rows, there) };
    });
    for await (const slice of lost) {
      this.rows += slice.rows;
      await this.record(slice.lost, old);
    }
    this.ended = this.slices.part === 1;
    if (this.ended) this.keys.clear();
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    await this.writer.close();
  }

  /** What comes after it in this table is not looked at. */
  end(reason: string): void {
    this.broken = reason;
    this.ended = true;
  }

  private async record(lost: readonly LostRow[], old: BothDatabases['old']): Promise<void> {
    for (const { change, rewritten, old: row } of lost) {
      if (!this.isFirst(row.key)) {
        this.again++;
        continue;
      }
      this.counts[change]++;
      if (rewritten) this.counts.rewritten++;
    }
    for (const { old: row } of lost.filter(({ old: { bytes } }) => bytes > LARGEST_ROW)) {
      this.notExported.push(`the row at ${row.at} has ${row.bytes} bytes, and is counted but not exported`);
    }
    let batch: LostRow[] = [];
    let bytes = 0;
    for (const row of lost.filter(({ old: { bytes } }) => bytes <= LARGEST_ROW)) {
      batch.push(row);
      bytes += row.old.bytes;
      if (batch.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
      await this.write(batch, old);
      [batch, bytes] = [[], 0];
    }
    await this.write(batch, old);
  }

  private isFirst(key: readonly string[]): boolean {
    const digest = createHash('md5').update(JSON.stringify(key)).digest().toString('latin1');
    if (this.keys.has(digest)) return false;
    if (this.keys.size < REMEMBERED_KEYS) this.keys.add(digest);
    return true;
  }

  /** What cannot be printed together is printed by halves; a row that cannot be printed at all is named. */
  private async write(lost: readonly LostRow[], old: BothDatabases['old']): Promise<void> {
    if (lost.length === 0) return;
    let rows: ReadonlyMap<string, string>;
    try {
      rows = await old.whole(
        this.name,
        lost.map(({ old: { at } }) => at),
      );
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (lost.length === 1) {
        this.notExported.push(`the row at ${lost[0]?.old.at} could not be exported: ${error.message}`);
        return;
      }
      const half = Math.ceil(lost.length / 2);
      await this.write(lost.slice(0, half), old);
      await this.write(lost.slice(half), old);
      return;
    }
    for (const one of lost) {
      const row = rows.get(one.old.at);
      if (row === undefined) this.notExported.push(`the row at ${one.old.at} was gone when it was exported`);
      else await this.writer.writeLine(lostRowLine(one, row));
    }
  }
}
