import type { LocalFunctions } from '../aws/lambda/functions';
import { Repetition } from './repetition';

/** One that fails or takes too long is missed, as on AWS; after so many in a row there are none any more. */
const IN_A_ROW = 5;

/** Invokes the heartbeat function as its schedule would, once a second instead of once a minute. */
export function startHeartbeats(
  functions: Pick<LocalFunctions, 'invoke'>,
  name: string,
  milliseconds = 1_000,
): Repetition {
  let failed = 0;
  return new Repetition(milliseconds, async () => {
    const outcome = await functions.invoke(name, '{}');
    failed = 'error' in outcome ? failed + 1 : 0;
    if ('error' in outcome && failed === IN_A_ROW) {
      throw new Error(`The heartbeat could not be written ${failed} times in a row: ${outcome.error.errorMessage}`);
    }
  });
}
