import { generationOf } from '../../domain/traffic/parameter';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { Freeze, TrafficMode } from '../../domain/workflow/workflow';
import type { TrafficParameter } from './traffic-parameter';

/** How this run may have left traffic. */
export interface Ours {
  readonly modes: readonly TrafficMode[];
  /** The attempts whose generation it may have, first and last. */
  readonly attempts: readonly [number, number];
}

/**
 * Traffic as this run left it, before it is opened further: another generation or mode means that another process has
 * changed it since, and an application that was not verified may be writing.
 * @returns the generation of the last attempt
 * @throws PegasusError `FreezeEscaped`
 */
export async function requireOurTraffic(
  freeze: Freeze | undefined,
  { modes, attempts: [first, last] }: Ours,
  traffic: Pick<TrafficParameter, 'read'>,
): Promise<{ readonly generation: number }> {
  if (freeze === undefined) {
    throw new PegasusError(
      ErrorName.FREEZE_FAILED,
      'This run has not frozen writes, so it may not open traffic. Start again.',
    );
  }
  const { mode, generation } = await traffic.read();
  const [from, to] = [generationOf(freeze, first), generationOf(freeze, last)];
  if (generation >= from && generation <= to && modes.includes(mode)) return { generation: to };
  throw new PegasusError(
    ErrorName.FREEZE_ESCAPED,
    `Traffic was left ${modes.join(' or ')} under generation ${from === to ? from : `${from} to ${to}`} and is ${mode} ` +
      `under generation ${generation}: it was changed during the restore. Find out by whom, and what was written, before you open traffic.`,
  );
}
