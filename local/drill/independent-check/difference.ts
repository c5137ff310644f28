/** How two maps differ, in numbers and with a few names for the report. */
export interface Difference {
  readonly compared: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly changed: readonly string[];
}

export function difference(truth: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Difference {
  const missing: string[] = [];
  const changed: string[] = [];
  for (const [key, value] of truth) {
    const found = now.get(key);
    if (found === undefined) missing.push(key);
    else if (found !== value) changed.push(key);
  }
  const unexpected = [...now.keys()].filter((key) => !truth.has(key));
  return { compared: truth.size, missing, unexpected, changed };
}

export function isEmpty({ missing, unexpected, changed }: Difference): boolean {
  return missing.length + unexpected.length + changed.length === 0;
}

/** `2 missing (a, b), 1 changed (c)`. */
export function describe({ missing, unexpected, changed }: Difference): string {
  const parts = [
    { names: missing, word: 'missing' },
    { names: unexpected, word: 'unexpected' },
    { names: changed, word: 'changed' },
  ];
  const said = parts
    .filter(({ names }) => names.length > 0)
    .map(
      ({ names, word }) => `${names.length} ${word} (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`,
    );
  return said.length > 0 ? said.join(', ') : 'as it was';
}
