import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { shortWaits } from '../../../../local/aws/lambda/short-waits';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'short-waits-'));
  writeFileSync(join(directory, 'short.cjs'), shortWaits(0.005));
  // The product's own waiting, bundled as handlers are.
  buildSync({
    stdin: {
      contents: `
        import { CLOCK } from './runtime/execution/clock';
        import { poll, within } from './runtime/execution/poll-until';
        const took = async (run) => { const at = Date.now(); const value = await run(); return { value, real: Date.now() - at }; };
        (async () => {
          let looks = 0;
          const polled = await took(() => poll(async () => ++looks, () => false, within(60, 2_000, CLOCK)));
          const asleep = await took(async () => {
            const at = CLOCK.now();
            await Promise.all([CLOCK.sleep(30_000), CLOCK.sleep(30_000)]);
            return Math.round((CLOCK.now() - at) / 1000);
          });
          const brief = await took(() => CLOCK.sleep(5));
          const timeOut = await took(() => new Promise((resolve) => setTimeout(resolve, 300)));
          console.log(JSON.stringify({ polled, asleep, brief, timeOut }));
        })();`,
      resolveDir: join(__dirname, '../../../..'),
    },
    outfile: join(directory, 'bundle.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...before: string[]) =>
  JSON.parse(execFileSync(process.execPath, [...before, join(directory, 'bundle.cjs')], { encoding: 'utf8' }));

test('a minute of looks is as many looks in moments, waits at once pass at once, and time-outs stay', () => {
  const { polled, asleep, brief, timeOut } = run('--require', join(directory, 'short.cjs'));
  expect(polled.value).toBe(31);
  expect(polled.real).toBeGreaterThanOrEqual(30 * 50 - 30);
  expect(polled.real).toBeLessThan(20_000);
  expect(asleep.value).toBe(30);
  expect(asleep.real).toBeLessThan(5_000);
  expect(brief.real).toBeLessThan(50);
  expect(timeOut.real).toBeGreaterThanOrEqual(299);
});
