import { Unfit } from './unfit';

/** Digits only: `Number` would read '' as 0, and take `1e3` and ` 7`. */
export function wholeNumber(text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Unfit(`must be an integer ${most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${most}`}`);
}
