/** Lower case as Postgres folds them; quoted identifiers are not needed for the tables this is made for. */
const IDENTIFIER = /^[a-z_][a-z0-9_$]*$/;

/** Where the database refers to objects: a column that holds `s3://bucket/prefix/…`. */
export class ObjectReference {
  static column(table: string, column: string): ObjectReference {
    for (const [name, value] of Object.entries({ table, column })) {
      if (!IDENTIFIER.test(value)) {
        throw new Error(
          `\`${name}\` of an ObjectReference is '${value}'; a lower-case Postgres identifier is allowed ([a-z_][a-z0-9_$]*): give the name as \`\\d\` in psql shows it.`,
        );
      }
    }
    return new ObjectReference(table, column);
  }

  /** The columns of Pegasus that hold stored paths. Tables that a deployment does not have are reported, not failed. */
  static pegasusDefaults(): ObjectReference[] {
    return [
      ObjectReference.column('lectures', 'audio_path'),
      ObjectReference.column('lectures', 'transcript_path'),
      ObjectReference.column('artifacts', 'storage_path'),
      ObjectReference.column('exports', 'storage_path'),
      ObjectReference.column('context_files', 'file_path'),
    ];
  }

  private constructor(
    readonly table: string,
    readonly column: string,
  ) {}
}
