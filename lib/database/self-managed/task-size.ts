const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, n) => from + n * step);
/** Of a task of Fargate: GiB by CPU units. */
const MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [0.5, 1, 2]],
  [512, range(1, 4, 1)],
  [1024, range(2, 8, 1)],
  [2048, range(4, 16, 1)],
  [4096, range(8, 30, 1)],
  [8192, range(16, 60, 4)],
  [16384, range(32, 120, 8)],
]);

/** ECS makes any task definition, and Fargate starts no other task than these: each dump would fail. */
export function checkTaskSize(cpu: number, gibibytes: number): void {
  const allowed = MEMORY.get(cpu);
  if (allowed === undefined) {
    throw new Error(
      `\`cpu\` is ${cpu} units; ${[...MEMORY.keys()].join(', ')} are allowed: Fargate starts no other task.`,
    );
  }
  if (allowed.includes(gibibytes)) return;
  throw new Error(
    `\`memory\` is ${gibibytes} GiB; with \`cpu\` ${cpu} ${allowed.join(', ')} GiB are allowed: Fargate starts no other task.`,
  );
}
