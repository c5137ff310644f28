import { PEGASUS_REFERENCES } from '../../domain/references/references';

/** Lower case as Postgres folds them, a schema before the table allowed; nothing that would have to be quoted. */
const COLUMN = /^[a-z_][a-z0-9_$]*$/;
const TABLE = /^([a-z_][a-z0-9_$]*\.)?[a-z_][a-z0-9_$]*$/;

/** Where the database refers to objects: a column that holds `s3://bucket/prefix/…`. */
export class ObjectReference {
  static column(table: string, column: string): ObjectReference {
    check('table', table, TABLE);
    check('column', column, COLUMN);
    return new ObjectReference(table, column);
  }

  /** The columns of Pegasus that hold stored paths. Tables that a deployment does not have are reported, not failed. */
  static pegasusDefaults(): ObjectReference[] {
    return PEGASUS_REFERENCES.map(({ table, column }) => ObjectReference.column(table, column));
  }

  private constructor(
    readonly table: string,
    readonly column: string,
  ) {}
}

function check(name: string, value: string, allowed: RegExp): void {
  if (allowed.test(value)) return;
  throw new Error(
    `\`${name}\` of an ObjectReference is '${value}'; a lower-case Postgres identifier is allowed: give the name as \`\\d\` in psql shows it.`,
  );
}
