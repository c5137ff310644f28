import * as z from 'zod';
import type { CapacityNote } from '../../domain/database/placement';
import type { Evidence } from '../evidence/evidence';

const note: z.ZodType<CapacityNote> = z.object({
  setting: z.string(),
  wanted: z.string().nullable(),
  refused: z.array(z.string()),
});

/** `capacity-notes/<database>/<setting>.json` in the folder of a run: what RDS had no room for, while a database was made. */
export class CapacityNotes {
  constructor(
    private readonly evidence: Pick<Evidence, 'list' | 'getJson' | 'putJson'>,
    /** Of the run, with its slash. */
    private readonly folder: string,
  ) {}

  /** Together with what an earlier try was refused: its answer may have been lost, and the database is its. */
  async add(database: string, { setting, wanted, refused }: CapacityNote): Promise<void> {
    const key = `${this.prefixOf(database)}${setting}.json`;
    const before = (await this.read(key))?.refused ?? [];
    await this.evidence.putJson(key, { setting, wanted, refused: [...new Set([...before, ...refused])] });
  }

  async of(database: string): Promise<CapacityNote[]> {
    const found: CapacityNote[] = [];
    for await (const { key } of this.evidence.list(this.prefixOf(database))) {
      const note = await this.read(key);
      if (note !== undefined) found.push(note);
    }
    return found;
  }

  private async read(key: string): Promise<CapacityNote | undefined> {
    return await this.evidence.getJson(key, (value) => note.parse(value));
  }

  private prefixOf(database: string): string {
    return `${this.folder}capacity-notes/${database}/`;
  }
}
