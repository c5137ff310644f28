import type { Outcome } from '../lambda/invocation';
import type { States } from './definition';
import type { Execution } from './execution';
import type { TaskTokens } from './task-tokens';

/** An item as the reader `s3:listObjectsV2` gives it. */
export interface ListedObject {
  readonly Etag?: string;
  readonly Key?: string;
  /** Seconds since the epoch. */
  readonly LastModified?: number;
  readonly Size?: number;
  readonly StorageClass?: string;
}

/** What states reach outside of themselves. */
export interface World {
  /** @param payload JSON text */
  readonly invoke: (functionName: string, payload: string) => Promise<Outcome>;
  readonly listObjects: (bucket: string, prefix?: string) => AsyncIterable<ListedObject>;
  readonly tokens: TaskTokens;
  /** Factor on Wait states and on the delays of retries. Time-outs are never scaled. */
  readonly waitScale: number;
  /** Starts a child of a Distributed Map as an execution of its own. */
  readonly startChild: (
    parent: Execution,
    label: string,
    mapRunArn: string,
    body: ChildBody,
    input: unknown,
  ) => Execution;
  /** Runs a sequence of states to its end. */
  readonly runSequence: (sequence: States, input: unknown, scope: Scope) => Promise<unknown>;
}
export type ChildBody = (child: Execution) => Promise<unknown>;

export interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
}

/** Where a sequence of states runs: the state machine, a branch or an iteration; each with variables of its own. */
export class Scope {
  private previous = 0;

  constructor(
    readonly world: World,
    readonly execution: Execution,
    readonly signal: AbortSignal,
    readonly variables: Record<string, unknown> = {},
    readonly mapItem?: MapItem,
  ) {}

  /** A branch or iteration: it reads the variables of now, and assigns only its own. */
  inner(signal: AbortSignal, mapItem = this.mapItem): Scope {
    const inner = new Scope(this.world, this.execution, signal, { ...this.variables }, mapItem);
    inner.previous = this.previous;
    return inner;
  }

  record(type: string, details: object, state?: string): number {
    if (this.signal.aborted) throw this.signal.reason;
    this.previous = this.execution.history.record(type, details, { previous: this.previous, state });
    return this.previous;
  }
}
