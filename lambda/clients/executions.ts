import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { type Location, type RestoreRequest, STEPS, type StepName, type Workflow } from '../../domain/workflow';

const planned = z.object({ plan: z.object({ evidence: z.object({ bucket: z.string(), prefix: z.string() }) }) });

/** The first state: it makes the workflow out of the request, and is not given it. */
const BEGIN = 'Begin';

/** One step of a run that is over; a step that was entered many times in a row counts as one. */
export interface StepTaken {
  readonly name: StepName;
  readonly seconds: number;
}

/** Executions of the restore state machine, as whoever starts one sees them. */
export class Executions {
  constructor(
    private readonly client: SFNClient,
    private readonly pollMilliseconds: number,
  ) {}

  /** @returns the execution's ARN */
  async start(stateMachineArn: string, request: RestoreRequest): Promise<string> {
    const input = JSON.stringify(request);
    return (await this.client.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!;
  }

  async describe(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return await this.client.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** The one that was started last. */
  async newest(stateMachineArn: string): Promise<string | undefined> {
    const { executions } = await this.client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }));
    return executions?.[0]?.executionArn;
  }

  /** The run's folder in the evidence bucket, as its plan has named it; undefined when it did not get that far. */
  async evidenceOf(executionArn: string): Promise<Location | undefined> {
    for (const { stateExitedEventDetails: exited } of await this.history(executionArn)) {
      if (exited?.name !== ('PlanRestore' satisfies StepName) || exited.output === undefined) continue;
      return planned.safeParse(JSON.parse(exited.output)).data?.plan.evidence;
    }
    return undefined;
  }

  /** Where an execution was when it ended: the last step it had entered, and what the state after it or it was given. */
  async lastEntered(executionArn: string): Promise<{ readonly step: StepName; readonly workflow: Partial<Workflow> }> {
    const entered = (await this.history(executionArn)).flatMap(
      ({ stateEnteredEventDetails: details }) => details ?? [],
    );
    const workflow: Partial<Workflow> = JSON.parse(entered.findLast(({ name }) => name !== BEGIN)?.input ?? '{}');
    const step = entered.map(({ name }) => STEPS.find((one) => one === name)).findLast((one) => one !== undefined);
    return { step: step ?? 'PlanRestore', workflow };
  }

  /** Yields each step when it is over, and ends when the execution has ended. */
  async *follow(executionArn: string): AsyncGenerator<StepTaken> {
    for (let said = 0; ; await sleep(this.pollMilliseconds)) {
      const running = (await this.describe(executionArn)).status === 'RUNNING';
      const taken = stepsTaken(await this.history(executionArn), running);
      yield* taken.slice(said);
      said = taken.length;
      if (!running) return;
    }
  }

  /** The steps so far; the last one may not be over. */
  async taken(executionArn: string): Promise<StepTaken[]> {
    return stepsTaken(await this.history(executionArn), false);
  }

  private async history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.client }, { executionArn, maxResults: 1000 })) {
      events.push(...(page.events ?? []));
    }
    return events;
  }
}

/** The steps in the order in which they were entered; while the execution runs, the last one is not over. */
export function stepsTaken(events: readonly HistoryEvent[], running: boolean): StepTaken[] {
  const entered: { name: StepName; since: number }[] = [];
  for (const { stateEnteredEventDetails, timestamp } of events) {
    const name = STEPS.find((step) => step === stateEnteredEventDetails?.name);
    if (name && name !== entered.at(-1)?.name) entered.push({ name, since: timestamp!.getTime() });
  }
  const end = events.at(-1)?.timestamp?.getTime() ?? 0;
  const all = entered.map(({ name, since }, i) => ({
    name,
    seconds: ((entered[i + 1]?.since ?? end) - since) / 1000,
  }));
  return running ? all.slice(0, -1) : all;
}
