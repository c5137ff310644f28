import type { LocalFunctions } from '../aws/lambda/functions';
import { Repetition } from './repetition';

/** Invokes the heartbeat function as its schedule would, once a second instead of once a minute. */
export function startHeartbeats(functions: LocalFunctions, name: string): Repetition {
  return new Repetition(1000, async () => {
    const outcome = await functions.invoke(name, '{}');
    if ('error' in outcome) throw new Error(`The heartbeat could not be written: ${outcome.error.errorMessage}`);
  });
}
