import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CleanUp } from './clean-up';
import { onSignal } from './on-signal';
import type { DrillOptions } from './options';
import { perform } from './perform';
import { performIsolated } from './perform-isolated';
import { Progress } from './progress';
import type { DrillResult } from './result';

/**
 * A drill from an empty folder to the verdict. Whatever it started is ended and whatever it wrote is removed when it
 * returns, when it throws, and on SIGINT, SIGTERM and SIGHUP.
 */
export async function runDrill(options: DrillOptions, print: (line: string) => void): Promise<DrillResult> {
  const cleanUp = new CleanUp();
  let interrupted = false;
  const forget = onSignal((signal) => {
    print(`${signal}: ending what the drill has started`);
    interrupted = true;
    return cleanUp.run();
  });
  const progress = new Progress((line) => {
    if (!interrupted) print(line);
  });
  try {
    const act = options.isolated ? performIsolated : perform;
    return await act(options, temporaryFolder(options.keep, cleanUp, print), cleanUp, progress);
  } finally {
    await cleanUp.run();
    forget();
  }
}

function temporaryFolder(keep: boolean, cleanUp: CleanUp, print: (line: string) => void): string {
  const directory = mkdtempSync(join(tmpdir(), 'pegasus-drill-'));
  cleanUp.add(directory, async () => {
    if (keep) print(`kept: ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}
