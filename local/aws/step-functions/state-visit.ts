import type { State, StateOf } from './definition';
import { evaluate } from './expression';
import { checkPayload } from './limits';
import type { MapItem, Scope } from './scope';
import { StateError } from './state-error';

/** What a state leaves behind, and where the execution goes; nowhere at its end. */
export interface Transition {
  readonly output: unknown;
  readonly next?: string;
}

/** `Output` and `Assign`, which states, choice rules and catchers have. */
export interface ResultFields {
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>>;
}

/** What some fields see beside the input. */
export interface Seen {
  readonly result?: unknown;
  readonly errorOutput?: unknown;
  readonly mapItem?: MapItem;
}

export type VisitTo<Type extends State['Type']> = Visit<StateOf<Type>>;

/** One visit to one state, with all of its tries. */
export class Visit<Visited extends State> {
  readonly enteredAt = new Date();
  retryCount = 0;
  /** Of the try under way, when it waits for one. */
  token: string | undefined;

  constructor(
    readonly scope: Scope,
    readonly name: string,
    readonly state: Visited,
    readonly input: unknown,
  ) {}

  async evaluate(field: string, template: unknown, { mapItem, ...seen }: Seen = {}): Promise<unknown> {
    const states = { input: this.input, ...seen, context: this.context(mapItem) };
    try {
      return await evaluate(field, template, { states, variables: this.scope.variables });
    } catch (error) {
      throw error instanceof StateError ? this.evaluationFailed(field, error.cause) : error;
    }
  }

  /** A number that may be an expression. @throws StateError unless it is within the bounds */
  async count(field: string, template: number | string, low = 0, high = 99_999_999): Promise<number> {
    const value = await this.evaluate(field, template);
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    throw this.queryError(field, `a whole number from ${low} to ${high}`, value);
  }

  /** Such a number from 1, where there may be none. */
  async optionalCount(field: string, template: number | string | undefined): Promise<number | undefined> {
    return template === undefined ? undefined : this.count(field, template, 1);
  }

  async text(field: string, template: string): Promise<string> {
    const value = await this.evaluate(field, template);
    if (typeof value === 'string') return value;
    throw this.queryError(field, 'a string', value);
  }

  queryError(field: string, wanted: string, found: unknown): StateError {
    const shown = JSON.stringify(found).slice(0, 200);
    return this.evaluationFailed(field, `The field '${field}' of '${this.name}' must be ${wanted}, but is ${shown}.`);
  }

  private evaluationFailed(field: string, cause: string): StateError {
    const error = 'States.QueryEvaluationError';
    this.scope.record('EvaluationFailed', { error, cause, location: field, state: this.name }, this.name);
    return new StateError(error, cause);
  }

  /** Makes the output and assigns the variables; both see the variables as they were. */
  async resolveOutput(
    field: string,
    { Output, Assign }: ResultFields,
    fallback: unknown,
    seen: Seen = {},
  ): Promise<unknown> {
    const [output, assigned] = await Promise.all([
      Output === undefined ? fallback : this.evaluate(`${field}Output`, Output, seen),
      this.evaluate(`${field}Assign`, Assign ?? {}, seen),
    ]);
    checkPayload(this.name, 'an output', output);
    for (const [variable, value] of Object.entries(Object(assigned))) {
      checkPayload(this.name, `a variable \`${variable}\``, value);
      this.scope.variables[variable] = value;
    }
    return output;
  }

  private context(mapItem: MapItem | undefined = this.scope.mapItem): unknown {
    const { execution } = this.scope;
    const { origin } = execution;
    return {
      Execution: {
        Id: origin.arn,
        Input: JSON.parse(origin.input),
        Name: origin.name,
        RoleArn: origin.roleArn,
        StartTime: execution.startedAt.toISOString(),
        RedriveCount: 0,
      },
      State: { Name: this.name, EnteredTime: this.enteredAt.toISOString(), RetryCount: this.retryCount },
      StateMachine: { Id: origin.stateMachineArn, Name: origin.stateMachineName },
      ...(this.token !== undefined && { Task: { Token: this.token } }),
      ...(mapItem && { Map: { Item: mapItem } }),
    };
  }
}
