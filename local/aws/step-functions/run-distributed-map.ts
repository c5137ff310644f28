import { randomUUID } from 'node:crypto';
import type { ItemBatcher } from './definition';
import type { Execution } from './execution';
import { readItems } from './item-reader';
import { checkPayload, PAYLOAD_BYTES } from './limits';
import { concurrencyOf, itemsOf, selectItem } from './run-map';
import { Scope } from './scope';
import { Abandoned, StateError } from './state-error';
import type { VisitTo } from './state-visit';
import { ToleratedFailures } from './tolerated-failures';
import { concurrently } from './waiting';

/** Children that Step Functions runs at a time at most. */
const CHILDREN = 10_000;

interface ChildInput {
  readonly input: unknown;
  /** How many items are in it: failures are counted in items. */
  readonly items: number;
}

/** One try of a Distributed Map: a Map Run, each of whose children is an execution with a history of its own. */
export async function runDistributedMap(visit: VisitTo<'Map'>): Promise<unknown> {
  const { state, scope, name } = visit;
  const label = state.Label ?? name.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  const { stateMachineArn } = scope.execution.origin;
  const mapRunArn = `${stateMachineArn.replace(':stateMachine:', ':mapRun:')}/${label}:${randomUUID()}`;
  const items = state.ItemReader ? await readItems(visit) : await itemsOf(visit);
  const selected = await Promise.all(items.map((Value, Index) => selectItem(visit, { Index, Value })));
  const inputs = state.ItemBatcher
    ? await batches(visit, state.ItemBatcher, selected)
    : selected.map((input) => ({ input, items: 1 }));
  const tolerated = await ToleratedFailures.of(visit, items.length);
  const limit = await concurrencyOf(visit, CHILDREN);
  scope.record('MapRunStarted', { mapRunArn }, name);
  try {
    const results = await concurrently(inputs, limit, scope.signal, async (child, _, signal) => {
      const execution = startChild(visit, label, mapRunArn, child);
      await untilFinished(execution, signal);
      if (execution.status !== 'SUCCEEDED') tolerated.count(child.items);
      return resultOf(execution);
    });
    scope.record('MapRunSucceeded', {}, name);
    return results;
  } catch (error) {
    if (error instanceof StateError) scope.record('MapRunFailed', { error: error.error, cause: error.cause }, name);
    throw error;
  }
}

function startChild(
  { scope, state }: VisitTo<'Map'>,
  label: string,
  mapRunArn: string,
  { input }: ChildInput,
): Execution {
  const body = (child: Execution) => {
    checkPayload(label, 'an input', input);
    return scope.world.runSequence(state.ItemProcessor, input, new Scope(scope.world, child, child.signal));
  };
  return scope.world.startChild(scope.execution, label, mapRunArn, body, input);
}

async function untilFinished(child: Execution, signal: AbortSignal): Promise<void> {
  const abandon = () => child.stop('ABORTED');
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  await child.finished;
  signal.removeEventListener('abort', abandon);
  if (signal.aborted) throw new Abandoned();
}

/** A child that failed and is tolerated stands in the results as its execution. */
function resultOf({ status, origin, output, error, cause, startedAt, stoppedAt }: Execution): unknown {
  if (status === 'SUCCEEDED') return output;
  return {
    ExecutionArn: origin.arn,
    Name: origin.name,
    StateMachineArn: origin.stateMachineArn,
    Status: status,
    Input: origin.input,
    InputDetails: { Included: true },
    Error: error,
    Cause: cause,
    StartDate: startedAt.toISOString(),
    StopDate: stoppedAt?.toISOString(),
    RedriveCount: 0,
  };
}

/** `{Items, BatchInput}` for each child, bounded by number and by bytes. */
async function batches(visit: VisitTo<'Map'>, batcher: ItemBatcher, items: readonly unknown[]): Promise<ChildInput[]> {
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = batcher;
  const field = 'ItemBatcher';
  const most = await visit.optionalCount(`${field}/MaxItemsPerBatch`, MaxItemsPerBatch);
  const bytes = await visit.optionalCount(`${field}/MaxInputBytesPerBatch`, MaxInputBytesPerBatch);
  const shared = BatchInput && { BatchInput: await visit.evaluate(`${field}/BatchInput`, BatchInput) };
  const inputOf = (batch: readonly unknown[]) => ({ ...shared, Items: batch });
  const result: unknown[][] = [];
  for (const item of items) {
    const last = result.at(-1);
    const fits =
      last !== undefined &&
      last.length < (most ?? Number.POSITIVE_INFINITY) &&
      Buffer.byteLength(JSON.stringify(inputOf([...last, item]))) <= (bytes ?? PAYLOAD_BYTES);
    if (fits) last.push(item);
    else result.push([item]);
  }
  return result.map((batch) => ({ input: inputOf(batch), items: batch.length }));
}
