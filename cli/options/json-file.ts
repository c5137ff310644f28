import * as z from 'zod';
import { BadArguments } from '../exit-code';
import { wholeFile } from './whole-file';

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
  /** Bytes. @default 100000000 */
  readonly most?: number;
}

const MOST = 100_000_000;

/** @throws BadArguments when it cannot be read, is no JSON, or holds something else */
export function readJsonFile<T>(file: string, { option, what, parse, advice, most = MOST }: JsonFile<T>): T {
  try {
    return parse(parsed(wholeFile(file, most).toString()));
  } catch (error) {
    throw new BadArguments(`\`${option} ${file}\` is ${what}: ${saidOf(error)}. ${advice}`);
  }
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
