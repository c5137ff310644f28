import { ErrorName, PegasusError } from '../domain/errors';
import type { Freeze, TrafficMode } from '../domain/workflow';
import type { TrafficParameter } from './clients/traffic';

/**
 * Traffic as this run left it, before it is opened further: another generation or mode means that somebody else has
 * changed it since, and an application nobody has verified may be writing.
 * @throws PegasusError `FreezeEscaped`
 */
export async function requireOurTraffic(
  freeze: Freeze | undefined,
  modes: readonly TrafficMode[],
  traffic: Pick<TrafficParameter, 'read'>,
): Promise<{ readonly generation: number }> {
  if (freeze === undefined) {
    throw new PegasusError(
      ErrorName.FREEZE_FAILED,
      'This run has not frozen writes, so it opens nothing. Start again.',
    );
  }
  const { mode, generation } = await traffic.read();
  if (generation === freeze.generation && modes.includes(mode)) return { generation };
  throw new PegasusError(
    ErrorName.FREEZE_ESCAPED,
    `Traffic was left ${modes.join(' or ')} under generation ${freeze.generation} and is ${mode} under generation ` +
      `${generation}: somebody changed it during the restore. Find out who, and what was written, before opening.`,
  );
}
