import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Rig } from '../rig/rig';
import type { Expected } from './expected';

const FIVE_MINUTES = 300_000;
/** A trial takes less by far; five minutes of error would show. */
const BOUND_SECONDS = 120;

/** Every handler believes that it is so much later. */
function shift(rig: Rig, milliseconds: number): void {
  const file = join(rig.production.directory, `clock-${milliseconds}.cjs`);
  writeFileSync(
    file,
    `const D = Date; const now = () => D.now() + ${milliseconds};
     globalThis.Date = class extends D { constructor(...a) { if (a.length) super(...a); else super(now()); } static now() { return now(); } };`,
  );
  rig.setVariables({ NODE_OPTIONS: `-r ${file}` });
}

const wrongBy = (what: string, milliseconds: number): Expected => ({
  title: `F76 the clocks of all handlers are five minutes ${what}: the stores' clocks decide, and those of the machine`,
  trial: { services: (rig) => shift(rig, milliseconds) },
  stages: ['verified'],
  look: ({ report, evidence }) => {
    const { frozenAt } = JSON.parse(evidence.get('frozen.json') ?? '{}') as { frozenAt: string };
    expect(Math.abs(Date.parse(frozenAt) - Date.now()) / 1000).toBeLessThan(BOUND_SECONDS);
    expect(report?.recoveryTimeSeconds).toBeGreaterThan(0);
    expect(report?.recoveryTimeSeconds).toBeLessThan(BOUND_SECONDS);
    expect(report?.database?.recoveredToSource).toBe('heartbeat');
  },
});

export const CLOCKS: readonly Expected[] = [wrongBy('fast', FIVE_MINUTES), wrongBy('slow', -FIVE_MINUTES)];
