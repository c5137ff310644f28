import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { BadArguments } from '../exit-code';

/** What a file of JSON must hold. */
export interface JsonFile<T> {
  /** `--losses`. */
  readonly option: string;
  /** `no list of losses`. */
  readonly what: string;
  /** @throws Error that says what is wrong */
  readonly parse: (value: unknown) => T;
  /** What to give, a sentence. */
  readonly advice: string;
  /** Bytes. @default - as large as it is */
  readonly most?: number;
}

/** @throws BadArguments when it cannot be read, is no JSON, or holds something else */
export function readJsonFile<T>(file: string, { option, what, parse, advice, most = Infinity }: JsonFile<T>): T {
  try {
    const text = readText(file);
    if (Buffer.byteLength(text) > most) throw new Error(`it has more than ${most} bytes`);
    return parse(parsed(text));
  } catch (error) {
    throw new BadArguments(`\`${option} ${file}\` is ${what}: ${saidOf(error)}. ${advice}`);
  }
}

function readText(file: string): string {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) throw new Error('there is no such file');
  if (there.isDirectory()) throw new Error('it is a folder');
  return readFileSync(file, 'utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it holds no JSON (${(error as Error).message})`);
  }
}

function saidOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ');
  return (error as Error).message.replace(/\.$/, '');
}
