import { passed } from '../wait';
import type { Fault } from './fault';

/** Somebody reads the clock wrongly: the time asked for lies after the damage. */
export const wrongTargetTime: Fault = {
  name: 'wrong-target-time',
  description: 'the restore is asked for a time after the incident',
  async askFor() {
    const second = Math.ceil(Date.now() / 1000) * 1000;
    await passed(second + 1000);
    return new Date(second);
  },
};
