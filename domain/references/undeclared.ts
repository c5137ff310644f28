import { named } from '../workflow/named';
import { type Reference, referenceName } from './references';

/** Of a value in a message: it may be a long one, or a URL that lets its reader in. */
const SHOWN = 40;

/** Values of a column that point nowhere that was declared, by why they cannot be looked up. */
export class Undeclared {
  private readonly groups = new Map<string, { rows: number; readonly first: string }>();

  add(reference: Pick<Reference, 'table' | 'column'>, why: string, path: string, row: string): void {
    const name = `${referenceName(reference)}: ${why}`;
    const group = this.groups.get(name) ?? { rows: 0, first: `${named(row)}, '${named(path.slice(0, SHOWN))}'` };
    group.rows++;
    this.groups.set(name, group);
  }

  /** One sentence for each column and reason. */
  inWords(): string[] {
    return [...this.groups].map(
      ([name, { rows, first }]) =>
        `${name}, ${rows === 1 ? '1 row' : `${rows} rows`}, such as ${first}: check bucket and prefix, write it as s3://bucket/key below them, or declare it in \`elsewhere\` of the reference`,
    );
  }
}
