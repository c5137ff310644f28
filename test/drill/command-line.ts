import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** As it is published; the run of the tests has bundled it (test/run/before-all.ts). */
export const COMMAND_LINE = resolve('dist', 'bin', 'pegasus-backup.js');

/** The command line in a process of its own; `{}` in an argument stands for a folder of its own. */
export class CommandLine {
  readonly directory = mkdtempSync(join(tmpdir(), 'pegasus-cli-'));
  readonly json = join(this.directory, 'result.json');
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  private output = '';
  private errors = '';
  private hear: () => void = () => {};

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const temporary = join(this.directory, 'tmp');
    mkdirSync(temporary);
    // As root, Postgres runs as another user, who must be able to come this way.
    for (const way of [this.directory, temporary]) chmodSync(way, 0o755);
    this.child = spawn(process.execPath, [COMMAND_LINE, ...args.map((text) => text.replace('{}', this.directory))], {
      env: { ...process.env, ...environment, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk) => {
      this.output += chunk;
      this.hear();
    });
    this.child.stderr?.on('data', (chunk) => {
      this.errors += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (exitCode) => resolve({ exitCode, output: this.output, errors: this.errors }));
    });
    this.left = () => readdirSync(temporary).filter((name) => name.startsWith('pegasus'));
  }

  /** What it has left in its temporary folder. */
  readonly left: () => string[];

  /** Resolves when it has printed that. */
  async prints(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      await Promise.race([
        new Promise<void>((resolve) => {
          this.hear = resolve;
        }),
        this.ended.then(({ errors }) => {
          if (!this.output.includes(text)) throw new Error(`It ended before it printed ${text}: ${errors}`);
        }),
      ]);
    }
  }

  /** What it wrote to `--json`. */
  result(): Record<string, unknown> {
    return JSON.parse(readFileSync(this.json, 'utf8'));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
