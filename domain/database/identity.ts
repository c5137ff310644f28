import { lineOf } from './dump';

/** What a database is known by whatever its server is called, and kept by every restore of the server's files. */
export interface DatabaseIdentity {
  /** Given by initdb; null where the server does not tell it. */
  readonly system: string | null;
  readonly oid: string;
  readonly name: string;
}

/** A dump is restored beside the database it is of, under a name that begins with its. */
export function isSameDatabase(one: DatabaseIdentity, other: DatabaseIdentity): boolean {
  if (one.system === null || other.system === null) return one.oid === other.oid && one.name === other.name;
  return one.system === other.system && (one.oid === other.oid || lineOf(one.name) === lineOf(other.name));
}

export const sayIdentity = ({ system, oid, name }: DatabaseIdentity): string =>
  `${name} (oid ${oid}${system === null ? '' : `, system identifier ${system}`})`;
