/**
 * What becomes of a field of RDS's description in a restore. `setting`: compared with the source under this name, and kept
 * (passed with the restore, or modified after it), or reported where `LEFT_BEHIND` or a waiver says so. `looked at`: a step
 * decides by it. `refused`: a database that has it is not protected. `not ours`: nothing to keep, and why.
 */
export type Fate<Setting> =
  | { readonly setting: Setting }
  | { readonly 'looked at': string }
  | { readonly refused: string }
  | { readonly 'not ours': string };

export const identity = { 'looked at': 'which database it is' } as const;
export const passing = { 'looked at': 'whether it is ready' } as const;
export const moment = { 'looked at': 'what it can be restored to' } as const;
export const wayIn = { 'looked at': 'where it answers' } as const;
export const otherEngines = { 'not ours': 'of other engines than Postgres' } as const;
export const custom = { 'not ours': 'of RDS Custom, which runs no Postgres' } as const;
export const said = { 'not ours': 'says what goes on, and sets nothing' } as const;
export const another = { 'not ours': 'follows from another field' } as const;
