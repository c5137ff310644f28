/** A table, a sequence, a constraint. */
export interface Named {
  /** With its schema. */
  readonly name: string;
  /**
   * System identifier of the server, oid of the database and its own oid: it stays what it is wherever it is moved and
   * however it is renamed, and a restore of the server's files keeps it. A restored dump has others. Undefined where the
   * server does not tell, and in manifests of earlier versions.
   */
  readonly id?: string;
}

/**
 * What each of those before is now: the same by its id, else what has its name and is none of the others. So what was
 * moved is found, and what was made under its old name since is not taken for it.
 */
export function counterparts<T extends Named>(
  before: readonly Named[],
  now: readonly T[],
): (of: Named) => T | undefined {
  const ids = new Set(before.flatMap(({ id }) => id ?? []));
  const byId = new Map(now.flatMap((one) => (one.id === undefined ? [] : [[one.id, one] as const])));
  const byName = new Map(now.filter(({ id }) => id === undefined || !ids.has(id)).map((one) => [one.name, one]));
  return ({ name, id }) => (id === undefined ? undefined : byId.get(id)) ?? byName.get(name);
}

/** How something is called now, for a message. */
export const sayMoved = (before: Named, now: Named): string =>
  before.name === now.name ? before.name : `${before.name} (now ${now.name})`;
