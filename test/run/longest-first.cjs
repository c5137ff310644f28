const Sequencer = require('@jest/test-sequencer').default;

/** What takes a minute or more: begun last, it would run alone while the other workers have nothing left to do. */
const LONGEST = [
  /\.faults\.ts$/,
  /faults\/kept\.test\.ts$/,
  /drill\/.*\.test\.ts$/,
  /lib\/package\.test\.ts$/,
  /examples\/examples\.test\.ts$/,
  /rewind\/rewind\.test\.ts$/,
];

const rank = ({ path }) => {
  const found = LONGEST.findIndex((pattern) => pattern.test(path));
  return found < 0 ? LONGEST.length : found;
};

/** A fresh clone has no durations of an earlier run to sort by. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
