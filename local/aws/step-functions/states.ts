import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../protocols/json';
import { ServiceError } from '../protocols/service-error';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalService } from '../service';
import type { StateMachineDefinition } from './definition';
import { readDefinition } from './definition-check';
import { Execution } from './execution';
import { DEFINITION_BYTES, PAYLOAD_BYTES } from './limits';
import { type Progress, progressOf } from './progress';
import { runSequence } from './run-sequence';
import { Scope, type World } from './scope';
import { StateError } from './state-error';
import { statesOperations } from './states-operations';
import { TaskTokens } from './task-tokens';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** Exactly as it was given. */
  readonly text: string;
  readonly definition: StateMachineDefinition;
  readonly createdAt: Date;
}

export interface LocalStatesOptions extends Pick<World, 'invoke' | 'listObjects'> {
  readonly waitScale?: number;
  /** Hears of each execution that has ended, however it has, but for those that this machine itself ends. */
  readonly ended?: (execution: Execution) => void;
}

const arnOf = (kind: string, name: string) => `arn:aws:states:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${kind}:${name}`;

/** Step Functions: standard state machines in JSONata, run in this process; nothing outlives it. */
export class LocalStates implements LocalService {
  readonly name = 'states';
  readonly tokens = new TaskTokens();
  private readonly stateMachines = new Map<string, StateMachine>();
  private readonly executions = new Map<string, Execution>();
  private readonly world: World;
  private readonly operations = statesOperations(this);
  private readonly ended: (execution: Execution) => void;
  private closing = false;

  constructor({ waitScale = 1, ended = () => {}, ...options }: LocalStatesOptions) {
    this.ended = ended;
    this.world = {
      ...options,
      waitScale,
      tokens: this.tokens,
      runSequence,
      startChild: (parent, label, mapRunArn, body, input) => {
        const { stateMachineName, roleArn } = parent.origin;
        const child = `${stateMachineName}/${label}`;
        const name = randomUUID();
        return this.run(
          {
            arn: arnOf('execution', `${child}:${name}`),
            name,
            stateMachineArn: arnOf('stateMachine', child),
            stateMachineName: child,
            roleArn,
            input: JSON.stringify(input),
            mapRunArn,
          },
          body,
        );
      },
    };
  }

  /**
   * @param text definition in the Amazon States Language
   * @returns the state machine's ARN
   * @throws ServiceError `InvalidDefinition`, with the path of everything that this machine would not do
   */
  async createStateMachine(
    name: string,
    text: string,
    roleArn = `arn:aws:iam::${LOCAL_ACCOUNT}:role/local`,
  ): Promise<string> {
    const arn = arnOf('stateMachine', checkedName(name));
    const existing = this.stateMachines.get(arn);
    if (existing?.text === text) return arn;
    if (existing) throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const bytes = Buffer.byteLength(text);
    const read =
      bytes > DEFINITION_BYTES
        ? { problems: [`/: has ${bytes} bytes; ${DEFINITION_BYTES} are allowed`] }
        : await readDefinition(text);
    if ('problems' in read) {
      throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${read.problems.join('; ')}'`);
    }
    this.stateMachines.set(arn, { arn, name, roleArn, text, definition: read.definition, createdAt: new Date() });
    return arn;
  }

  /**
   * Starts an execution. A name that is used already gives the same execution back only while that one is running with
   * the same input.
   * @param input JSON text
   */
  startExecution(stateMachineArn: string, input = '{}', name: string = randomUUID()): Execution {
    const stateMachine = this.stateMachine(stateMachineArn);
    const arn = arnOf('execution', `${stateMachine.name}:${checkedName(name)}`);
    const existing = this.executions.get(arn);
    if (existing) {
      if (existing.status === 'RUNNING' && existing.origin.input === input) return existing;
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const value = checkedInput(input);
    const { definition, roleArn } = stateMachine;
    return this.run(
      { arn, name, stateMachineArn, stateMachineName: stateMachine.name, roleArn, input },
      (execution) => runSequence(definition, value, new Scope(this.world, execution, execution.signal)),
      definition.TimeoutSeconds,
    );
  }

  stateMachine(arn: string): StateMachine {
    const stateMachine = this.stateMachines.get(arn);
    if (!stateMachine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return stateMachine;
  }

  execution(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /** Newest first. */
  executionsOf(stateMachineArn: string): Execution[] {
    return [...this.executions.values()].filter(({ origin }) => origin.stateMachineArn === stateMachineArn).reverse();
  }

  /** What happens in an execution, from its start to its end, to show progress. */
  watch(executionArn: string): AsyncGenerator<Progress> {
    return progressOf(this.execution(executionArn).history);
  }

  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerJson(this.name, this.operations, request, response);
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const execution of this.executions.values()) execution.stop('ABORTED');
  }

  private run(
    origin: Execution['origin'],
    body: (execution: Execution) => Promise<unknown>,
    timeoutSeconds?: number,
  ): Execution {
    const execution = new Execution(origin);
    this.executions.set(origin.arn, execution);
    execution.run(() => body(execution), timeoutSeconds);
    void execution.finished.then(() => {
      if (!this.closing) this.ended(execution);
    });
    return execution;
  }
}

function checkedName(name: string): string {
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) return name;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}

function checkedInput(input: string): unknown {
  const bytes = Buffer.byteLength(input);
  if (bytes > PAYLOAD_BYTES) {
    throw new ServiceError('ValidationException', `The input has ${bytes} bytes; ${PAYLOAD_BYTES} are allowed.`);
  }
  try {
    return JSON.parse(input);
  } catch (error) {
    throw new ServiceError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${StateError.from(error).cause}'`,
    );
  }
}
