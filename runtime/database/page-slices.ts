import { type Client, DatabaseError } from 'pg';
import { behindSavepoint } from './one-table';

type Session = Pick<Client, 'query' | 'getTransactionStatus' | 'user'>;

/**
 * Less of the table may do: a time limit, what does not fit into memory, a damaged page. For any other error (no right, a
 * lock, no such table) a smaller slice would say the same.
 */
const SMALLER_MAY_DO = ['57014', '53200', '54000', 'XX000', 'XX001', 'XX002'];

/** What stands in the page is not what was written. */
const DAMAGED = ['XX001', 'XX002'];

export const isDamage = (error: unknown): boolean =>
  error instanceof DatabaseError && DAMAGED.includes(error.code ?? '');

const OWN_PAGES = `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::float8 as pages`;

/** After so many pages that cannot be read, the rest of the table is left. */
const UNREAD_LIMIT = 3;

/**
 * A table, read in slices of its pages, the first one first. Pages and not keys: a slice is then bounded whatever the keys
 * are, a table needs none, and a damaged index hides no row. From Postgres 14 on a slice costs its own pages; before, each
 * scans the table, within the same limits.
 */
export class PageSlices {
  private next = 0;
  private size: number;
  private pages: number | undefined;
  private readonly unread: string[] = [];
  /** A page was met that is damaged. */
  damaged = false;

  /**
   * @param sqlTable quoted; read with `only`: what inherits from it is a table of its own
   * @param most pages of one slice
   * @param sizeOf query for the `pages` of `$1`. @default - its own
   */
  constructor(
    private readonly client: Session,
    private readonly sqlTable: string,
    private readonly most: number,
    private readonly sizeOf: string = OWN_PAGES,
  ) {
    this.size = most;
  }

  /** Of what is there to read; undefined before the first look. */
  get part(): number | undefined {
    if (this.pages === undefined) return undefined;
    return this.next / this.pages;
  }

  /** Pages; undefined before the first look. */
  get total(): number | undefined {
    return this.pages;
  }

  /** In words: what is missing of what was read. */
  get gaps(): readonly string[] {
    return this.unread;
  }

  /** How many pages there are: rows that come later are not in the snapshot. */
  async measure(): Promise<void> {
    if (this.pages !== undefined) return;
    const { rows } = await behindSavepoint(this.client, () =>
      this.client.query<{ pages: number }>(this.sizeOf, [this.sqlTable]),
    );
    // An empty table is asked, too: whether it may be read is not known otherwise.
    this.pages = Math.max(1, rows[0]?.pages ?? 0);
  }

  /**
   * Goes on where it stands. A slice that takes too long is halved, down to one page; that one is named and left.
   * @param over asked before each slice
   * @param read the slice, given the condition on `t`; may be called twice for the same pages, and counts once
   */
  async *slices<T>(over: () => boolean, read: (where: string) => Promise<T>): AsyncGenerator<T> {
    await this.measure();
    while (this.next < (this.pages ?? 0) && !over()) {
      const end = Math.min(this.next + this.size, this.pages ?? 0);
      const where = `t.ctid >= '(${this.next},0)'::tid and t.ctid < '(${end},0)'::tid`;
      let found: T;
      try {
        found = await behindSavepoint(this.client, () => read(where));
      } catch (error) {
        this.makeSmaller(error, end);
        continue;
      }
      this.next = end;
      this.size = Math.min(this.size * 2, this.most);
      yield found;
    }
  }

  private makeSmaller(error: unknown, end: number): void {
    if (!(error instanceof DatabaseError) || !SMALLER_MAY_DO.includes(error.code ?? '')) throw error;
    const tried = end - this.next;
    this.size = Math.ceil(tried / 2);
    if (tried > 1) return;
    this.damaged ||= isDamage(error);
    this.unread.push(`page ${this.next}: ${error.message}`);
    if (this.unread.length === UNREAD_LIMIT) throw error;
    this.next = end;
  }
}
