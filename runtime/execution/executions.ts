import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type HistoryEvent,
  InvalidToken,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { executionNameOf } from '../../domain/workflow/run-names';
import {
  ALL_STEPS,
  type Location,
  type RestoreRequest,
  type StepName,
  type Workflow,
} from '../../domain/workflow/workflow';
import { CLOCK } from './clock';
import { firstOf } from './first-of';

const planned = z.object({ plan: z.object({ evidence: z.object({ bucket: z.string(), prefix: z.string() }) }) });

const waits = z.object({ Payload: z.object({ taskToken: z.string() }) });

/** Verified: this very request was carried out before, and nothing was started. */
export interface StartedOnce {
  readonly executionArn: string;
  readonly verified: boolean;
}

/** The first state: it makes the workflow out of the request, and is not given it. */
const BEGIN = 'Begin';

/** One step of a run that is over; a step that was entered many times in a row counts as one. */
export interface StepTaken {
  readonly name: StepName;
  readonly seconds: number;
}

/** Executions of the restore state machine, as their caller sees them. */
export class Executions {
  constructor(
    private readonly client: SFNClient,
    private readonly pollMilliseconds: number,
  ) {}

  /**
   * @param name of the execution. @default - Step Functions gives it one
   * @returns the execution's ARN
   */
  async start(stateMachineArn: string, request: object, name?: string): Promise<string> {
    const input = JSON.stringify(request);
    return (await this.client.send(new StartExecutionCommand({ stateMachineArn, input, name }))).executionArn!;
  }

  /**
   * Starts the request under a name derived from it, so that the same request started twice is one execution. One that
   * has failed or was stopped is followed by the next of its name; one that was verified is not done again by itself.
   */
  async startOnce(stateMachineArn: string, request: RestoreRequest): Promise<StartedOnce> {
    for (let nth = 1; ; nth++) {
      const name = executionNameOf(request, nth);
      try {
        // Step Functions answers with the one that runs, where it runs with the same input.
        return { executionArn: await this.start(stateMachineArn, request, name), verified: false };
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      const { status } = await this.describe(executionArn);
      if (status === 'SUCCEEDED') return { executionArn, verified: true };
    }
  }

  async describe(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return await this.client.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** The one that was started last. */
  async newest(stateMachineArn: string): Promise<string | undefined> {
    const pages = paginateListExecutions({ client: this.client }, { stateMachineArn, maxResults: 1 });
    return (await firstOf(pages, ({ executions }) => executions))?.executionArn;
  }

  async running(stateMachineArn: string): Promise<string[]> {
    const found: string[] = [];
    const running = { stateMachineArn, statusFilter: 'RUNNING' as const };
    for await (const { executions } of paginateListExecutions({ client: this.client }, running)) {
      found.push(...(executions ?? []).map(({ executionArn }) => executionArn!));
    }
    return found;
  }

  /** Sends the token of a waiting step back. @throws AnsweredTooLate when it counts no longer */
  async answer(taskToken: string, output: object): Promise<void> {
    await inTime(this.client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })));
  }

  /** Sends it back as a failure. @throws AnsweredTooLate when it counts no longer */
  async refuse(taskToken: string, error: string, cause: string): Promise<void> {
    await inTime(this.client.send(new SendTaskFailureCommand({ taskToken, error, cause })));
  }

  /** The workflow after each time that a step has ended, oldest first. */
  async answersOf(step: StepName, executionArn: string): Promise<Partial<Workflow>[]> {
    const exited = (await this.history(executionArn)).flatMap(({ stateExitedEventDetails: details }) => details ?? []);
    return exited.filter(({ name }) => name === step).map(({ output }) => JSON.parse(output ?? '{}'));
  }

  /**
   * The token with which a step waits: the last one that its task was given, by the history alone. A file that says which
   * token to answer could name another restore's.
   * @returns undefined before the task was started
   */
  async tokenOf(step: StepName, executionArn: string): Promise<string | undefined> {
    const history = await this.history(executionArn);
    const entered = history.findLastIndex(({ stateEnteredEventDetails: details }) => details?.name === step);
    if (entered < 0) return undefined;
    const scheduled = history.slice(entered).findLast(({ taskScheduledEventDetails: task }) => task?.parameters);
    return waits.safeParse(JSON.parse(scheduled?.taskScheduledEventDetails?.parameters ?? '{}')).data?.Payload
      .taskToken;
  }

  /** Waits until the execution has ended. */
  async ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    for (; ; await CLOCK.sleep(this.pollMilliseconds)) {
      const found = await this.describe(executionArn);
      if (found.status !== 'RUNNING') return found;
    }
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
    const step = entered.map(({ name }) => ALL_STEPS.find((one) => one === name)).findLast((one) => one !== undefined);
    return { step: step ?? 'PlanRestore', workflow };
  }

  /** Yields each step when it is over, and ends when the execution has ended. */
  async *follow(executionArn: string): AsyncGenerator<StepTaken> {
    for (let said = 0; ; await CLOCK.sleep(this.pollMilliseconds)) {
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

/** The token counts no longer. */
export class AnsweredTooLate extends Error {
  override readonly name = 'AnsweredTooLate';

  constructor() {
    super('The answer came too late: the restore was answered already, its time is over, or it has ended.');
  }
}

/** A token counts once, and until its time is over. */
async function inTime(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken))
      throw error;
    throw new AnsweredTooLate();
  }
}

/** The steps in the order in which they were entered; while the execution runs, the last one is not over. */
export function stepsTaken(events: readonly HistoryEvent[], running: boolean): StepTaken[] {
  const entered: { name: StepName; since: number }[] = [];
  for (const { stateEnteredEventDetails, timestamp } of events) {
    const name = ALL_STEPS.find((step) => step === stateEnteredEventDetails?.name);
    if (name && name !== entered.at(-1)?.name) entered.push({ name, since: timestamp!.getTime() });
  }
  const end = events.at(-1)?.timestamp?.getTime() ?? 0;
  const all = entered.map(({ name, since }, i) => ({
    name,
    seconds: ((entered[i + 1]?.since ?? end) - since) / 1000,
  }));
  return running ? all.slice(0, -1) : all;
}

/** Whether an execution still goes on. One that Step Functions no longer knows (90 days) has ended. */
export async function isRunning(client: SFNClient, executionArn: string): Promise<boolean> {
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}
