import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { Gateway } from '../../../../local/aws/gateway';
import type { Outcome } from '../../../../local/aws/lambda/invocation';
import { AccessKeys } from '../../../../local/aws/signature';
import type { Execution } from '../../../../local/aws/step-functions/execution';
import type { ListedObject } from '../../../../local/aws/step-functions/scope';
import { LocalStates } from '../../../../local/aws/step-functions/states';

export interface StatesHarness {
  readonly states: LocalStates;
  /** The real client, against the gateway. */
  readonly client: SFNClient;
  /** What each invocation was given, in order. */
  readonly invocations: { name: string; payload: unknown }[];
  /** Answers the invocations; the payload itself unless a test says otherwise. */
  answer: (payload: unknown, name: string) => Promise<Outcome> | Outcome;
  objects: ListedObject[];
  /** Runs a definition to its end. */
  run(definition: object, input?: unknown): Promise<Execution>;
  historyOf(execution: Execution): Promise<HistoryEvent[]>;
  close(): Promise<void>;
}

export const done = (value: unknown): Outcome => ({ payload: JSON.stringify(value) });
export const failed = (errorType: string, errorMessage = 'it failed'): Outcome => ({
  error: { errorType, errorMessage, trace: [] },
});
export const never = new Promise<Outcome>(() => undefined);

/** Step Functions with functions that the test answers for; waits and retry delays last nothing. */
export async function startStates(waitScale = 0): Promise<StatesHarness> {
  const keys = new AccessKeys();
  const gateway = new Gateway(keys, (line) => {
    throw new Error(line);
  });
  const endpoint = await gateway.listen();
  const states = new LocalStates({
    waitScale,
    invoke: async (name, text) => {
      const payload: unknown = JSON.parse(text);
      harness.invocations.push({ name, payload });
      return harness.answer(payload, name);
    },
    listObjects: async function* () {
      yield* harness.objects;
    },
  });
  gateway.add(states);
  const client = new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: keys.of('local'),
  });
  let stateMachines = 0;
  const harness: StatesHarness = {
    states,
    client,
    invocations: [],
    answer: done,
    objects: [],
    run: async (definition, input = {}) => {
      stateMachines += 1;
      const arn = await states.createStateMachine(`machine-${stateMachines}`, JSON.stringify(stateMachine(definition)));
      const execution = states.startExecution(arn, JSON.stringify(input));
      await execution.finished;
      return execution;
    },
    historyOf: async ({ origin }) =>
      (await client.send(new GetExecutionHistoryCommand({ executionArn: origin.arn, maxResults: 1000 }))).events ?? [],
    close: async () => {
      client.destroy();
      await gateway.close();
    },
  };
  return harness;
}

/** A whole definition: from one, or from its states, the first of which is where it starts. */
export function stateMachine(states: object): object {
  if ('States' in states) return { QueryLanguage: 'JSONata', ...states };
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
}

/** A task that invokes a function with the whole input. */
export const task = (fields: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'work', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...('Next' in fields ? {} : { End: true }),
  ...fields,
});
