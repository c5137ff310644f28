import { DatabaseError } from 'pg';
import type { Problem } from '../../domain/references/look-ahead';
import { type Reference, readStoredPath, referenceName } from '../../domain/references/references';
import { named } from '../../domain/workflow/named';
import type { Location } from '../../domain/workflow/workflow';
import type { ReferenceColumn, ReferenceRows } from './reference-rows';

/** What the running database says of the references, before anything is frozen. */
export interface LookedAhead {
  /** Names of those that it has. */
  readonly found: readonly string[];
  /** What a proof would fail with. */
  readonly problems: readonly Problem[];
  /** Names of those whose values there are too many of to be looked through. */
  readonly notRead: readonly string[];
}

const TIMED_OUT = '57014';
/** Of a value in a message: it may be a long one, or a URL that lets its reader in. */
const SHOWN = 40;

/** Existence, rights and forms of every reference, without the objects. The session bounds each look in time. */
export async function lookAhead(
  references: readonly Reference[],
  rows: Pick<ReferenceRows, 'discover' | 'firstUndeclared'>,
  here: Location,
): Promise<LookedAhead> {
  const found: string[] = [];
  const problems: Problem[] = [];
  const notRead: string[] = [];
  for (const reference of references) {
    const { table, column } = reference;
    let noTable = false;
    const seen = await rows.discover([reference], (_, isTableThere) => {
      noTable = !isTableThere;
      return false;
    });
    const [it] = seen.found;
    if (it !== undefined || seen.unreadable.length > 0) found.push(referenceName(reference));
    problems.push(
      ...[...seen.missing, ...seen.unreadable].map((why) => ({ table, column, why, ...(noTable && { noTable }) })),
    );
    if (it === undefined) continue;
    const undeclared = await firstUndeclared(it, rows, here);
    if (undeclared === 'too many') notRead.push(referenceName(reference));
    else if (undeclared !== undefined) problems.push({ table, column, why: undeclared });
  }
  return { found, problems, notRead };
}

async function firstUndeclared(
  column: ReferenceColumn,
  rows: Pick<ReferenceRows, 'firstUndeclared'>,
  here: Location,
): Promise<string | undefined> {
  try {
    const path = await rows.firstUndeclared(column, here);
    const stored = path === undefined ? undefined : readStoredPath(path, here);
    if (stored?.kind !== 'elsewhere') return undefined;
    return (
      `${referenceName(column)}: ${stored.why}, such as '${named(path?.slice(0, SHOWN) ?? '')}': check bucket and prefix, write it as s3://bucket/key below them, or ` +
      'declare it in `elsewhere` of the reference'
    );
  } catch (error) {
    if (error instanceof DatabaseError && error.code === TIMED_OUT) return 'too many';
    throw error;
  }
}
