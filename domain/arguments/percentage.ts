import { Unfit } from './unfit';

/** `0.5`, `10`: digits and a point only; `Number` would take `1e1` and `0x5`. */
export function percentage(text: string, least: number, most: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Unfit(`must be a percentage from ${least} to ${most}`);
}
