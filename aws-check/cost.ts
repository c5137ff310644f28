import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOURS_A_MONTH = 730;
/** Deployment, first backup, a restore and removal, as RDS takes its time; not measured. */
const HOURS = [1, 3] as const;

/** An environment such as dev, a day: `together` of the table in docs/costs.md, which a test computes from the prices. */
export function dollarsADay(): number {
  const page = readFileSync(join(__dirname, '..', 'docs', 'costs.md'), 'utf8');
  const [, together] = /\*\*together\*\*.*?\*\*\$([\d.]+)\*\*/.exec(page) ?? [];
  if (together === undefined) throw new Error('docs/costs.md has no line `together` in its table.');
  return Number(((Number(together) / HOURS_A_MONTH) * 24).toFixed(2));
}

/** What one check costs; its database stands a second time while it is restored. */
export function costOfOneCheck(): string {
  const aDay = dollarsADay();
  const [least, most] = HOURS.map((hours) => ((hours / 24) * aDay).toFixed(2));
  return `between $${least} and $${most}, for ${HOURS.join(' to ')} hours at $${aDay.toFixed(2)} a day (docs/costs.md; list prices, not read off a bill)`;
}
