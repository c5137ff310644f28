import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { CheckResult, Location } from '../../domain/workflow/workflow';
import { FunctionFailed, invokeFunction } from '../execution/invoke-function';

/** What the function is told to run the application against. Objects are read where they are, as they are now. */
export interface DrillOrder {
  readonly runId: string;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly name: string;
    readonly secretArn: string;
  };
  readonly objects: Location;
  /** The moment of the rows. */
  readonly targetTime: string;
}

const started = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  checks: z
    .array(
      z.object({
        name: z.string(),
        outcome: z.enum(['passed', 'failed', 'not applicable', 'unknown']),
        expected: z.string(),
        observed: z.string(),
      }),
    )
    .default([]),
});

export interface StartedApplication {
  /** Where the application answers that runs against the drill's database. */
  readonly baseUrl?: string;
  /** What the function has found out itself. */
  readonly checks: readonly CheckResult[];
}

/** The user's function that runs the application, or checks, against the database of a drill. */
export class DrillApplication {
  constructor(
    private readonly client: Pick<LambdaClient, 'send'>,
    private readonly functionArn: string,
  ) {}

  /** `{"action": "start", …}` → `{"baseUrl"?: …, "checks"?: […]}` */
  async start(order: DrillOrder): Promise<StartedApplication> {
    return started.parse((await this.invoke({ action: 'start', ...order })) ?? {});
  }

  /** `{"action": "stop", "runId": …}`; a function that has nothing to stop answers anything. */
  async stop(runId: string): Promise<void> {
    await this.invoke({ action: 'stop', runId });
  }

  private async invoke(event: object): Promise<unknown> {
    try {
      return await invokeFunction(this.client, this.functionArn, event);
    } catch (error) {
      if (error instanceof FunctionFailed) throw new Error(`${error.message}: ${error.text.slice(0, 500)}`);
      throw error;
    }
  }
}

/** As the construct names it. */
export const drillApplication = (functionArn: string | undefined): DrillApplication | undefined =>
  functionArn ? new DrillApplication(new LambdaClient({}), functionArn) : undefined;
