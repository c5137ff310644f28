import { PEGASUS_REFERENCES } from '../../domain/references/references';

/** Lower case as Postgres folds them, a schema before the table allowed; nothing that would have to be quoted. */
export const COLUMN = /^[a-z_][a-z0-9_$]*$/;
export const TABLE = /^([a-z_][a-z0-9_$]*\.)?[a-z_][a-z0-9_$]*$/;

export interface ObjectReferenceOptions {
  /**
   * A database may lack the column. Without this, a column that does not exist stops the restore: a misspelt name would
   * be a proof of nothing. A column that a migration has made after the target time is told apart where the running
   * database has it, and a table where a manifest from before lacks it.
   *
   * @default false
   */
  readonly optional?: boolean;

  /**
   * Beginnings of values that point elsewhere on purpose, as `s3://another-bucket/` or `https://`. They are counted and
   * not looked up. Any other value that is no `s3://` path of the protected bucket and prefix stops the restore.
   *
   * @default - none: every value points into the protected bucket and prefix
   */
  readonly elsewhere?: string[];
}

/** Where the database refers to objects: a column that holds `s3://bucket/prefix/…`. */
export class ObjectReference {
  static column(table: string, column: string, options: ObjectReferenceOptions = {}): ObjectReference {
    check('table', table, TABLE);
    check('column', column, COLUMN);
    if (options.elsewhere?.includes('')) {
      throw new Error(
        '`elsewhere` of an ObjectReference has an empty string, with which every value begins; give the beginnings of values, as https://.',
      );
    }
    return new ObjectReference(table, column, options.optional ?? false, options.elsewhere ?? []);
  }

  /** The columns of Pegasus that hold stored paths. Tables that a deployment does not have are reported, not failed. */
  static pegasusDefaults(): ObjectReference[] {
    return PEGASUS_REFERENCES.map(({ table, column, optional, elsewhere = [] }) =>
      ObjectReference.column(table, column, { optional, elsewhere: [...elsewhere] }),
    );
  }

  private constructor(
    /** @internal */
    readonly _table: string,
    /** @internal */
    readonly _column: string,
    /** @internal */
    readonly _optional: boolean,
    /** @internal */
    readonly _elsewhere: string[],
  ) {}
}

function check(name: string, value: string, allowed: RegExp): void {
  if (allowed.test(value)) return;
  throw new Error(
    `\`${name}\` of an ObjectReference is '${value}'; a lower-case Postgres identifier is allowed: give the name as \`\\d\` in psql shows it.`,
  );
}
