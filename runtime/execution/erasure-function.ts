import type { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { FunctionFailed, invokeFunction } from './invoke-function';

/** Whom to erase, and where. */
export interface ErasureOrder {
  readonly runId: string;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly secretArn: string;
  };
  readonly table: string;
  readonly subjects: readonly Readonly<Record<string, string | null>>[];
}

const answered = z.object({ erased: z.int().min(0), kept: z.int().min(0).default(0) });
export type ErasureAnswer = z.infer<typeof answered>;

/** The user's function that erases people. What it says when it fails may name them: its own log has that. */
export class ErasureFunction {
  constructor(
    private readonly client: Pick<LambdaClient, 'send'>,
    private readonly functionArn: string,
  ) {}

  /** `{"action": "erase", …}` → `{"erased": …, "kept"?: …}`. @throws Error without the text of the function's */
  async erase(order: ErasureOrder): Promise<ErasureAnswer> {
    let answer: unknown;
    try {
      answer = await invokeFunction(this.client, this.functionArn, { action: 'erase', ...order });
    } catch (error) {
      if (error instanceof FunctionFailed) throw new Error(`${error.message}: its log says why`);
      // Its own message quotes the answer.
      if (!(error instanceof SyntaxError)) throw error;
    }
    const parsed = answered.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new Error(`${this.functionArn} did not answer {"erased": n, "kept": n} with numbers from 0`);
  }
}
