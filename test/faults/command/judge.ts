import * as z from 'zod';
import type { Fault } from '../catalogue/fault';
import type { RecordLine } from '../rig/record-line';

/** What Jest writes with `--json`, as far as it is read here. */
export const testReport = z.object({
  testResults: z.array(
    z.object({
      /** Path of the file. */
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), duration: z.number().nullish() })),
    }),
  ),
});

export interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly duration?: number | null;
}

export interface Judged {
  readonly fault: Fault;
  /** What was seen. */
  readonly outcome: string;
  /** `10 of 10` when the whole machine was tried; a dash when only the part was that the fault strikes. */
  readonly invariants: string;
  readonly seconds: number;
  /** Why it is red, in words; nothing when it is green. */
  readonly red: readonly string[];
}

/** Whether a test tries the fault: it has its number in its name. */
const tries = ({ id }: Pick<Fault, 'id'>, { fullName }: TestResult): boolean =>
  new RegExp(`\\b${id}\\b`).test(fullName);

/** A fault is green when it has a test, and every test of it was run and passed. */
export function judge(fault: Fault, results: readonly TestResult[], records: readonly RecordLine[]): Judged {
  const seen = results.filter((one) => tries(fault, one));
  const red = seen.flatMap(({ status, fullName }) => {
    if (status === 'passed') return [];
    return status === 'failed' ? [`failed: ${fullName}`] : [`not run: ${fullName}`];
  });
  if (seen.length === 0) red.push('no test has its number in its name');
  const whole = records.filter(({ test }) => seen.some(({ fullName }) => fullName === test));
  return {
    fault,
    outcome: outcomeOf(whole, seen.length - whole.length),
    invariants: invariantsOf(whole),
    seconds: seen.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1000,
    red,
  };
}

/** Tests that failed beside the faults, in files that are run for them: the fault's own green is worth less then. */
export function failedBesides(faults: readonly Fault[], results: readonly TestResult[]): string[] {
  return results
    .filter((one) => one.status === 'failed' && !faults.some((fault) => tries(fault, one)))
    .map(({ fullName }) => fullName);
}

/** `verified`, `held → verified (3)`, and how many tests of the part alone passed or failed. */
function outcomeOf(whole: readonly RecordLine[], others: number): string {
  const counts = new Map<string, number>();
  for (const { outcome } of whole) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const outcomes = [...counts].map(([outcome, count]) => (count === 1 ? outcome : `${outcome} (${count})`));
  return [...outcomes, others === 0 ? '' : `${others} test${others === 1 ? '' : 's'}`].filter(Boolean).join(', ');
}

function invariantsOf(whole: readonly RecordLine[]): string {
  if (whole.length === 0) return '–';
  const broken = whole.reduce((sum, one) => sum + one.broken, 0);
  return broken === 0 ? '10 of 10' : `${broken} broken`;
}
