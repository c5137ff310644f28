import { DatabaseError } from 'pg';
import type { NotCompared, TableLoss } from '../../domain/report/data-loss';
import { planComparison, type TableComparison } from '../../domain/report/table-comparison';
import type { PartWriter } from '../evidence/part-writer';
import { shareOf, type TimeLeft } from '../execution/share-of-time';
import { whyUnreadable } from './one-table';
import { type BothDatabases, TableReading } from './table-reading';

export interface CompareTablesWorld {
  /** Called once more for each table that has ended the connection. */
  open(): Promise<BothDatabases>;
  writer(table: string): PartWriter;
  /** In which rows may still be read. */
  readonly timeLeft: TimeLeft;
}

export interface ComparedTables {
  readonly tables: readonly TableLoss[];
  readonly notCompared: readonly NotCompared[];
}

/**
 * Each table apart: whatever is wrong with one, the others are compared. First each has its share of the time, and what
 * one does not need is the next one's; then those that were too large for theirs go on with what is left, in their order.
 * @param since transaction id from which on rows count as written since the restore; null when not known
 */
export async function compareTables(since: string | null, world: CompareTablesWorld): Promise<ComparedTables> {
  const session = new Session(world, await world.open());
  try {
    const { old, restored } = session.databases;
    const planned = planComparison(await old.tables(), await restored.tables());
    const read = (table: TableComparison) => new TableReading(table, world.writer(table.table), since);
    const readings = planned.tables.map(read);
    for (const [n, reading] of readings.entries()) {
      await session.goOn(reading, readings, shareOf(world.timeLeft, readings.length - n));
    }
    for (const reading of readings.filter(({ isOpen }) => isOpen)) {
      await session.goOn(reading, readings, () => world.timeLeft() < 0);
    }
    for (const reading of readings) await reading.close();
    const missed = readings.flatMap(({ missed: one }) => (one === undefined ? [] : [one]));
    return { tables: readings.map(({ loss }) => loss), notCompared: [...planned.notCompared, ...missed] };
  } finally {
    await session.close();
  }
}

class Session {
  private gone: string | undefined;

  constructor(
    private readonly world: CompareTablesWorld,
    public databases: BothDatabases,
  ) {}

  async goOn(reading: TableReading, all: readonly TableReading[], over: () => boolean): Promise<void> {
    if (!reading.isOpen) return;
    if (this.gone !== undefined) return reading.end(this.gone);
    try {
      await reading.goOn(this.databases, over);
    } catch (error) {
      const { old, restored } = this.databases;
      const connected = (await old.answers()) && (await restored.answers());
      if (connected && !(error instanceof DatabaseError)) throw error;
      reading.end(error instanceof DatabaseError ? whyUnreadable(error, reading.name) : (error as Error).message);
      if (!connected) await this.reconnect(all);
    }
  }

  async close(): Promise<void> {
    await this.databases.close().catch(() => {});
  }

  /** Where rows are is known within one snapshot only: tables that were begun are not gone on with in another. */
  private async reconnect(all: readonly TableReading[]): Promise<void> {
    for (const reading of all) if (reading.isOpen && reading.begun) reading.end('the connection was lost');
    await this.close();
    try {
      this.databases = await this.world.open();
    } catch (error) {
      this.gone = `the databases could not be reached again: ${(error as Error).message}`;
    }
  }
}
