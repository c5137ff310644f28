import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsEnvironment } from '../../local/aws/local-aws';
import { freePort } from '../other-store';

/** Whether this machine's Python has what the engine is made of. */
export const hasEngine = (): boolean =>
  spawnSync('python3', ['-c', 'import moto.stepfunctions.parser.models, moto.server, jsonata']).status === 0;

export interface AslEngine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The engine of moto, whose tasks call this AWS. @param log file that it writes to */
export async function startEngine(environment: AwsEnvironment, waitScale: number, log: string): Promise<AslEngine> {
  const port = await freePort();
  const engine = spawn('python3', [join(__dirname, 'asl-engine.py'), String(port), String(waitScale)], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const stream of [engine.stdout, engine.stderr]) stream.on('data', (text: Buffer) => appendFileSync(log, text));
  const endpoint = `http://127.0.0.1:${port}`;
  while ((await fetch(endpoint).catch(() => undefined)) === undefined) {
    if (engine.exitCode !== null) throw new Error(`The engine ended with exit code ${engine.exitCode}: see ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = async () => {
    if (engine.exitCode !== null) return;
    const ended = new Promise((resolve) => engine.once('exit', resolve));
    engine.kill();
    await ended;
  };
  return { endpoint, stop };
}
