import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFunctions } from '../../../local/aws/lambda/functions';

/** @returns the ARN of a function that has done what it was told */
export function makeHook(functions: LocalFunctions, directory: string, name: string): string {
  const code = join(directory, `hook-${name}`);
  mkdirSync(code, { recursive: true });
  const done = "'emptied in attempt ' + attempt + ' of ' + runId";
  writeFileSync(join(code, 'index.js'), `exports.handler = async ({ attempt, runId }) => ({ done: ${done} });`);
  return functions.create({
    ...{ name: `hook-${name}`, code, handler: 'index.handler', runtime: 'nodejs24.x', environment: {} },
    ...{ timeoutSeconds: 30, memoryMegabytes: 128 },
  });
}
