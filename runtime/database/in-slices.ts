import { type Client, DatabaseError } from 'pg';
import { isDenied, whyUnreadable } from './one-table';
import { isDamage, PageSlices } from './page-slices';
import { WHY_NOT_READ } from './real-tables';

type Session = Pick<Client, 'query' | 'getTransactionStatus' | 'user'>;

/** The relation, and what it is made of: its partitions, and tables that inherit from it. */
const MADE_OF = `
  with recursive pieces as (
    select to_regclass($1)::oid as oid
    union select i.inhrelid from pg_inherits i join pieces on i.inhparent = pieces.oid)`;

const PIECES = `${MADE_OF}
  select format('%I.%I', n.nspname, c.relname) as name, ${WHY_NOT_READ} as "notRead",
         c.oid = to_regclass($1) as "isWhole"
  from pieces join pg_class c on c.oid = pieces.oid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind <> 'p' order by c.oid`;

const LARGEST_PIECE = `${MADE_OF}
  select (max(pg_relation_size(oid)) / current_setting('block_size')::int)::float8 as pages from pieces`;

const LATE = 'the time limit was reached';

/** One slice. 16 MB and what lies out of line. */
const PAGES = 2_048;

export interface Asked<Row> {
  /** One of each slice. */
  readonly found: readonly Row[];
  /** Of the whole that was looked at, 0 to 1. */
  readonly part: number;
  /** Why it is not the whole, in words. */
  readonly missed?: string;
  /** The time did not suffice, and that is all that is wrong. */
  readonly late: boolean;
  /** A page does not hold what was written. */
  readonly damaged: boolean;
}

/** `from` a relation `t` and `where`: an aggregate of one row. */
export type Question = (from: string, where: string) => string;

/**
 * Asks every slice of a relation the same, in one snapshot. What cannot be read, or not in time, is said.
 * @param sqlName quoted
 * @param table as it is named to an operator
 * @param over asked before each slice
 * @returns undefined when there is no such relation
 * @throws Error when the connection is lost: then no other relation can be read either
 */
export async function askInSlices<Row extends object>(
  client: Session,
  { sqlName, table }: { readonly sqlName: string; readonly table: string },
  over: () => boolean,
  question: Question,
): Promise<Asked<Row> | undefined> {
  const own = client.getTransactionStatus() !== 'T';
  if (own) await client.query('begin isolation level repeatable read read only');
  const found: Row[] = [];
  const relation = new Relation(client);
  try {
    if (!(await relation.find(sqlName))) return undefined;
    try {
      for await (const row of relation.ask<Row>(over, question)) found.push(row);
    } catch (error) {
      // The right to read a relation is the right to read through it what it is made of, and not each by itself.
      if (!isDenied(error) || !relation.isMadeOfOthers || !relation.isReal) throw error;
      found.length = 0;
      relation.readAsOne(sqlName);
      for await (const row of relation.ask<Row>(over, question)) found.push(row);
    }
    const reasons = relation.missed;
    const late = reasons.length === 1 && reasons[0] === LATE;
    return {
      found,
      part: relation.part,
      late,
      damaged: relation.damaged,
      ...(reasons.length > 0 && { missed: reasons.join('; ') }),
    };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const damaged = relation.damaged || isDamage(error);
    return { found, part: relation.part, late: false, damaged, missed: whyUnreadable(error, table, client.user) };
  } finally {
    // Where the connection is gone, the first error has said so.
    if (own) await client.query('rollback').catch(() => {});
  }
}

interface Piece {
  readonly name: string;
  /** For SQL: without what inherits from it, which is a piece of its own. */
  readonly from: string;
  readonly slices: PageSlices;
  done: boolean;
}

class Relation {
  private pieces: Piece[] = [];
  private notRead: readonly string[] = [];
  isMadeOfOthers = false;

  constructor(private readonly client: Session) {}

  async find(sqlName: string): Promise<boolean> {
    const { rows } = await this.client.query<{ name: string; notRead: string | null; isWhole: boolean }>(PIECES, [
      sqlName,
    ]);
    this.isMadeOfOthers = rows.some(({ isWhole }) => !isWhole);
    this.notRead = rows.flatMap(({ notRead }) => notRead ?? []);
    this.pieces = rows
      .filter(({ notRead }) => notRead === null)
      .map(({ name }) => ({
        name,
        from: `only ${name}`,
        slices: new PageSlices(this.client, name, PAGES),
        done: false,
      }));
    for (const { slices } of this.pieces) {
      await slices.measure().catch((error) => {
        // Asked, it says so again.
        if (!isDenied(error)) throw error;
      });
    }
    return rows.length > 0;
  }

  /** Through the relation itself: a slice has the same pages of everything that it is made of. */
  readAsOne(sqlName: string): void {
    const slices = new PageSlices(this.client, sqlName, PAGES, LARGEST_PIECE);
    this.pieces = [{ name: sqlName, from: sqlName, slices, done: false }];
  }

  async *ask<Row extends object>(over: () => boolean, question: Question): AsyncGenerator<Row> {
    for (const piece of this.pieces) {
      if (over()) return;
      const { from, slices } = piece;
      const read = async (where: string) => (await this.client.query<Row>(question(`${from} t`, where))).rows[0] as Row;
      yield* slices.slices(over, read);
      piece.done = slices.part === 1;
    }
  }

  /** Nothing of it but tables. */
  get isReal(): boolean {
    return this.notRead.length === 0;
  }

  /** What is not read counts as one page. */
  get part(): number {
    let [read, all] = [0, this.notRead.length];
    for (const { slices, done } of this.pieces) {
      const pages = Math.max(1, slices.total ?? 1);
      all += pages;
      read += done ? pages : (slices.part ?? 0) * pages;
    }
    return all === 0 ? 1 : read / all;
  }

  get damaged(): boolean {
    return this.pieces.some(({ slices }) => slices.damaged);
  }

  get missed(): string[] {
    const gaps = this.pieces.flatMap(({ name, slices }) => slices.gaps.map((gap) => `${name}, ${gap}`));
    return [...this.notRead, ...(this.pieces.every(({ done }) => done) ? [] : [LATE]), ...gaps];
  }
}
