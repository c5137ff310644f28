import type { RecoveryPoint } from '../workflow/workflow';
import type { StateOptions } from './state';

const SECOND = 1000;

/**
 * Which objects belong to a database that was recovered to a point (docs/decisions/second-t.md).
 *
 * Postgres has the commits up to the first instant of second T, and a store lists whole seconds: what it lists in second
 * T was stored after that instant. A snapshot has commits up to somewhere inside the second of its date. The clocks of
 * the two stores may be a second apart, and a snapshot's date another one from its data.
 */
export function matchedMoment({ kind, time }: Pick<RecoveryPoint, 'kind' | 'time'>): StateOptions {
  const second = Date.parse(time);
  const from = second - SECOND;
  return kind === 'time'
    ? { at: second - SECOND, boundary: { from, doubtful: second, through: second } }
    : { at: second, boundary: { from, doubtful: second, through: second + 2 * SECOND } };
}
