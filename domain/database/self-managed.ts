import type { SettingRules } from './settings';
import type { StatusVerdict } from './status';

/** What a database of a server of its own is set to, in the words of Postgres. */
export type SelfManagedSettings = {
  readonly encoding: string;
  readonly collate: string;
  readonly ctype: string;
  /** `libc`, `icu`, `builtin` */
  readonly localeProvider: string;
  /** Of ICU or of Postgres itself. */
  readonly locale: string | null;
  /** Names. */
  readonly extensions: readonly string[];
  /** `alter database … set`: `work_mem=64MB` */
  readonly configuration: readonly string[];
  readonly connectionLimit: number;
};

export const SELF_MANAGED_RULES: SettingRules = {
  withTheData: ['encoding', 'collate', 'ctype', 'localeProvider', 'locale', 'extensions'],
  inADrill: {},
  waiver: () => null,
};

/** A task that failed says why after it. */
export const TASK_FAILED = 'failed: ';

/** The statuses that our own describing gives a database. */
export function classifySelfManagedStatus(status: string): StatusVerdict {
  if (status === 'available') return 'ready';
  if (status === 'creating' || status === 'restoring') return 'wait';
  return status.startsWith(TASK_FAILED) ? 'failed' : 'unknown';
}
