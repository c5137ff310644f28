/** No wait becomes shorter: what is waited for takes its time on this machine, and is not to be asked without end. */
const SHORTEST_MILLISECONDS = 50;

/**
 * Loaded in a function's process before its handler, so that a drill is not as long as what it rehearses. A wait (that
 * of `node:timers/promises`) takes `scale` of its time, and the monotonic clock goes on as if it had taken all of it: what
 * has 60 seconds looks as often as it would on AWS. Time-outs of sockets, of the SDK and of Lambda count by other timers
 * and by `Date`: they stay as long as they are.
 */
export const shortWaits = (scale: number): string => `'use strict';
const timers = require('node:timers/promises');
const wait = timers.setTimeout;
const real = performance.now.bind(performance);
let skipped = 0;
performance.now = () => real() + skipped;
timers.setTimeout = async (milliseconds, ...rest) => {
  const end = performance.now() + milliseconds;
  const value = await wait(Math.min(milliseconds, Math.max(milliseconds * ${scale}, ${SHORTEST_MILLISECONDS})), ...rest);
  skipped = Math.max(skipped, end - real());
  return value;
};
`;
