import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import * as z from 'zod';
import {
  type LambdaFunctionSpec,
  type LambdaFunctionState,
  lambdaFunctionIn,
  switchName,
} from '../../../domain/traffic/switches';
import type { TrafficMode } from '../../../domain/workflow/workflow';
import type { SwitchAdapter } from './switch';

/**
 * The reserved concurrency of a function: at 0 no invocation begins. One that is under way ends within its own
 * time-out; FreezeWrites waits for its transaction, and `denyWrites` on its role stops its writes to the bucket at once.
 */
export class LambdaFunctionSwitch implements SwitchAdapter<LambdaFunctionState> {
  readonly schema = z.object({ reserved: z.number().int().min(0).nullable() });
  readonly name: string;

  constructor(
    private readonly spec: LambdaFunctionSpec,
    private readonly lambda: Pick<LambdaClient, 'send'>,
  ) {
    this.name = switchName(spec);
  }

  runsIn({ reserved }: LambdaFunctionState): boolean {
    return reserved !== 0;
  }

  async read(): Promise<LambdaFunctionState> {
    const FunctionName = this.spec.functionName;
    const answer = await this.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    return { reserved: answer.ReservedConcurrentExecutions ?? null };
  }

  stateIn(mode: TrafficMode, prior: LambdaFunctionState): LambdaFunctionState {
    return lambdaFunctionIn(mode, prior, this.spec.lowTrafficConcurrency);
  }

  async write({ reserved }: LambdaFunctionState): Promise<void> {
    const FunctionName = this.spec.functionName;
    if (reserved === null) await this.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    else {
      await this.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
      );
    }
  }

  async awaits({ reserved }: LambdaFunctionState): Promise<string | undefined> {
    const found = (await this.read()).reserved;
    return found === reserved ? undefined : `${this.name} has ${found ?? 'none'} reserved, not ${reserved ?? 'none'}`;
  }
}
