import { type Client, DatabaseError, escapeIdentifier } from 'pg';
import { compareKeys } from '../../domain/objects/entry';
import { type Reference, referenceName } from '../../domain/references/references';
import { behindSavepoint, whyUnreadable } from '../database/one-table';

const FETCH_ROWS = 2_000;

export interface StoredReference {
  readonly path: string;
  /** `lectures lec-1 (audio_path)` */
  readonly row: string;
  readonly reference: Pick<Reference, 'table' | 'column' | 'elsewhere'>;
}

export interface Sorted {
  readonly cursor: string;
  /** Columns `path` and `row`, in the binary order of `path`. */
  readonly select: string;
  readonly reference: StoredReference['reference'];
  readonly onUnreadable: (why: string) => void;
}

/** The rows of one column through a cursor of its own: several are read side by side, and each fails alone. */
export class SortedRows {
  private batch: readonly StoredReference[] = [];
  private place = 0;
  private state: 'new' | 'open' | 'ended' = 'new';

  constructor(
    private readonly client: Client,
    private readonly of: Sorted,
  ) {}

  /** Whether `fill` must be called before `first` says which row is next. */
  get isDry(): boolean {
    return this.place >= this.batch.length && this.state !== 'ended';
  }

  /** Undefined when there is no further row, or none that can be read. */
  get first(): StoredReference | undefined {
    return this.batch[this.place];
  }

  take(): void {
    this.place++;
  }

  async close(): Promise<void> {
    if (this.state === 'open') await this.client.query(`close ${escapeIdentifier(this.of.cursor)}`).catch(() => {});
  }

  async fill(): Promise<void> {
    const { reference, onUnreadable } = this.of;
    try {
      const { rows } = await behindSavepoint(this.client, () => this.ask());
      this.batch = rows.map(({ path, row }) => ({ path, row, reference }));
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      onUnreadable(`${referenceName(reference)}: ${whyUnreadable(error, reference.table, this.client.user)}`);
      this.batch = [];
      this.state = 'ended';
    }
    this.place = 0;
    if (this.batch.length === 0) {
      await this.close();
      this.state = 'ended';
    }
  }

  private async ask() {
    const cursor = escapeIdentifier(this.of.cursor);
    if (this.state === 'new') {
      await this.client.query(`declare ${cursor} no scroll cursor for ${this.of.select}`);
      this.state = 'open';
    }
    return await this.client.query<{ path: string; row: string }>(`fetch ${FETCH_ROWS} from ${cursor}`);
  }
}

/** All of them in one order. */
export async function* mergeByPath(sides: readonly SortedRows[]): AsyncGenerator<StoredReference> {
  try {
    for (;;) {
      let next: SortedRows | undefined;
      for (const side of sides) {
        if (side.isDry) await side.fill();
        if (side.first && (next?.first === undefined || compareKeys(side.first.path, next.first.path) < 0)) next = side;
      }
      if (next?.first === undefined) return;
      yield next.first;
      next.take();
    }
  } finally {
    for (const side of sides) await side.close();
  }
}
