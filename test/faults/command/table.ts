import type { Judged } from './judge';

/** One line for each fault, and below it why it is red. */
export function table(judged: readonly Judged[]): string[] {
  const rows = judged.map(({ fault, outcome, invariants, seconds, red }) => [
    red.length === 0 ? 'green' : 'RED',
    fault.id,
    short(fault.fault, 44),
    short(fault.safe, 36),
    invariants,
    seconds.toFixed(1),
    outcome,
  ]);
  const head = ['', 'fault', '', 'safe behaviour', 'invariants', 'seconds', 'seen'];
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const printed = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const reasons = judged.flatMap(({ fault, red }) => red.map((reason) => `${fault.id} is red: ${reason}`));
  const green = judged.filter(({ red }) => red.length === 0).length;
  return [...printed, '', ...reasons, `${green} of ${judged.length} faults are green.`];
}

const short = (text: string, limit: number): string => (text.length <= limit ? text : `${text.slice(0, limit - 1)}…`);
