import { passed } from '../wait';
import type { Fault } from './fault';

/** The operator misreads the clock: the target time is after the damage. */
export const wrongTargetTime: Fault = {
  name: 'wrong-target-time',
  description: 'the target time of the restore is after the incident',
  async askFor() {
    const second = Math.ceil(Date.now() / 1000) * 1000;
    await passed(second + 1000);
    return new Date(second);
  },
};
