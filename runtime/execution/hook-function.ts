import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import { named } from '../../domain/workflow/named';
import type { HookTime, Location, PlannedHook, RestoreMode, RestoreScope } from '../../domain/workflow/workflow';
import { FunctionFailed, invokeFunction } from './invoke-function';
import { isTransient } from './retryable-errors';
import type { TimeLeft } from './share-of-time';

/** What a hook is told. */
export interface HookEvent {
  readonly hook: string;
  readonly when: HookTime;
  readonly runId: string;
  readonly pair: string;
  readonly mode: RestoreMode;
  readonly scope: RestoreScope;
  /** From 0: a hook runs again in each. */
  readonly attempt: number;
  /** What was asked for. */
  readonly targetTime: string;
  /** The moment that both stores go back to in this attempt. */
  readonly restoredTo: string;
  readonly objects: Location;
  /** The restored one, once it is there. */
  readonly database?: { readonly host: string; readonly port: number; readonly name: string };
}

/** It travels in the state. */
const LONGEST_SENTENCE = 300;
const answered = z.strictObject({ done: z.string().trim().min(1).max(LONGEST_SENTENCE) });
/** Of what a function has said, in a cause. */
const QUOTED = 500;
const failed = z.object({ errorType: z.string().regex(/^[\w.]{1,80}$/), errorMessage: z.string() });

/** A function of the user's that does something for what is neither database nor bucket. */
export class HookFunction {
  constructor(
    private readonly client: Pick<LambdaClient, 'send'>,
    private readonly timeLeft: TimeLeft,
  ) {}

  /**
   * @returns what it has done, in its own sentence
   * @throws PegasusError `HookFailed`; what the function said may name people, and is for the evidence alone
   */
  async run({ name, functionArn }: PlannedHook, event: HookEvent): Promise<string> {
    const milliseconds = Math.max(1, this.timeLeft());
    const limit = AbortSignal.timeout(milliseconds);
    const fails = (what: string, cause?: unknown) =>
      new PegasusError(ErrorName.HOOK_FAILED, `The hook ${name} (${functionArn}) ${what}. ${WHAT_NOW}`, { cause });
    let answer: unknown;
    try {
      answer = await invokeFunction(this.client, functionArn, event, limit);
    } catch (error) {
      if (limit.aborted) throw fails(`did not answer within ${Math.round(milliseconds / 1_000)} s`, error);
      if (error instanceof FunctionFailed) throw fails(`failed with ${sayFailure(error.text)}`, error);
      if (error instanceof SyntaxError) throw fails(`answered what is no JSON; ${ALLOWED}`);
      if (isTransient(error)) throw error;
      const { name: refusal, message } = error as Error;
      throw fails(`could not be invoked (${refusal}: ${message.replace(/\.$/, '')})`, error);
    }
    const parsed = answered.safeParse(answer);
    if (parsed.success) return parsed.data.done;
    throw fails(`answered ${named(JSON.stringify(answer ?? null).slice(0, QUOTED))}; ${ALLOWED}`);
  }
}

const ALLOWED = `{"done": "what it has done"} is allowed, one sentence of 1 to ${LONGEST_SENTENCE} characters and no other field`;
const WHAT_NOW = 'Its log says why: mend the function, deploy it under the same name, and decide `retry`.';

function sayFailure(text: string): string {
  const known = failed.safeParse(jsonOf(text)).data;
  return known === undefined
    ? named(text.slice(0, QUOTED))
    : `${known.errorType}: ${named(known.errorMessage.slice(0, QUOTED))}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
