import { isDeepStrictEqual } from 'node:util';
import { ErrorName, PegasusError } from '../../../domain/workflow/errors';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { FreezeRecord } from '../freeze-record';
import { movesTo } from './drive';
import type { Switch } from './switch';

/**
 * Every recorded switch as this run left it. A deployment in the middle of a restore writes the template's values again
 * (a service's tasks, a rule, a schedule, a reserved concurrency), which starts writers and leaves the parameter alone.
 * @param record undefined: the run has frozen nothing
 * @param modes in which the run may have left them
 * @throws PegasusError `FreezeEscaped`
 */
export async function requireOurSwitches(
  record: FreezeRecord | undefined,
  modes: readonly TrafficMode[],
  switches: readonly Switch[],
): Promise<void> {
  if (record === undefined) return;
  const left = modes.map((mode) => movesTo(mode, record, switches));
  const changed: string[] = [];
  for (const [index, { one }] of (left[0] ?? []).entries()) {
    const states = left.map((moves) => moves[index]?.state);
    const found = await one.read();
    if (states.some((state) => isDeepStrictEqual(state, found))) continue;
    const wanted = [...new Set(states.map((state) => JSON.stringify(state)))].join(' or ');
    changed.push(`the ${one.name} was left ${wanted} and is ${JSON.stringify(found)}`);
  }
  if (changed.length === 0) return;
  throw new PegasusError(
    ErrorName.FREEZE_ESCAPED,
    `Writers were started again during the restore: ${changed.join('; ')}. A deployment does that, and so does an ` +
      'operator. Set each back to how it was left, deploy nothing until the run has ended, and find out what was ' +
      'written; then decide `retry`, or `abort`.',
  );
}
