import type { CheckResult } from '../workflow/workflow';
import { type Check, judge } from './check';

export const REFERENCES: Check = {
  name: 'references',
  expected: 'every row that refers to an object of the bucket finds it there, and some row does',
};

/** What the join of rows and objects came to. */
export interface JoinedReferences {
  readonly rowsChecked: number;
  readonly checked: number;
  readonly dangling: number;
  /** Missing, and known from the baseline; part of `checked`. */
  readonly danglingBefore: number;
  readonly orphaned: number;
  readonly elsewhere: number;
}

/**
 * @param dangling the first rows whose object is missing, in words
 * @param unproved what could not be looked at, in words
 */
export function references(
  joined: JoinedReferences,
  dangling: readonly string[],
  unproved: readonly string[],
): CheckResult {
  const { rowsChecked, checked, danglingBefore, orphaned, elsewhere } = joined;
  if (checked === 0 && unproved.length === 0) {
    return judge(REFERENCES, [`none of ${rowsChecked} rows refers to it, ${elsewhere} refer elsewhere`], '');
  }
  const found = checked - danglingBefore;
  const known = danglingBefore === 0 ? '' : `, ${danglingBefore} missing as in the baseline`;
  if (found === 0 && unproved.length === 0) {
    return judge(REFERENCES, [`none of ${rowsChecked} rows finds its object${known}, ${elsewhere} rows elsewhere`], '');
  }
  const defects = [...unproved, ...dangling.map((row) => `missing: ${row}`)];
  const observed = `${found} found${known}; ${orphaned} objects without a row, ${elsewhere} rows elsewhere`;
  return judge(REFERENCES, defects, observed, joined.dangling + unproved.length);
}
