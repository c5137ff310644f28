import type { MapItem, Scope } from './scope';
import { StateError } from './state-error';
import type { VisitTo } from './state-visit';
import { concurrently } from './waiting';

/** Inline iterations run at most so many at a time, whatever `MaxConcurrency` says. */
const INLINE_CONCURRENCY = 40;

/** One try of an inline Map: its iterations share the execution's history. */
export async function runInlineMap(visit: VisitTo<'Map'>): Promise<unknown> {
  const { state, scope, name } = visit;
  const items = await itemsOf(visit);
  const limit = await concurrencyOf(visit, INLINE_CONCURRENCY);
  scope.record('MapStateStarted', { length: items.length }, name);
  const results = await concurrently(items, limit, scope.signal, async (Value, Index, signal) => {
    const input = await selectItem(visit, { Index, Value });
    const iteration = scope.inner(signal, { Index, Value });
    iteration.record('MapIterationStarted', { name, index: Index }, name);
    const output = await runRecorded(iteration, 'MapIterationFailed', { name, index: Index }, () =>
      scope.world.runSequence(state.ItemProcessor, input, iteration),
    );
    iteration.record('MapIterationSucceeded', { name, index: Index }, name);
    return output;
  });
  scope.record('MapStateSucceeded', {}, name);
  return results;
}

async function runRecorded<T>(scope: Scope, failed: string, details: object, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StateError) scope.record(failed, details);
    throw error;
  }
}

/** `Items`, or the input. */
export async function itemsOf(visit: VisitTo<'Map'>): Promise<unknown[]> {
  const { Items } = visit.state;
  const items = Items === undefined ? visit.input : await visit.evaluate('Items', Items);
  if (Array.isArray(items)) return items;
  throw visit.queryError('Items', 'an array', items);
}

export async function selectItem(visit: VisitTo<'Map'>, mapItem: MapItem): Promise<unknown> {
  const { ItemSelector } = visit.state;
  return ItemSelector === undefined ? mapItem.Value : visit.evaluate('ItemSelector', ItemSelector, { mapItem });
}

/** 0 and nothing both mean as many as there can be. */
export async function concurrencyOf(visit: VisitTo<'Map'>, most: number): Promise<number> {
  const { MaxConcurrency = 0 } = visit.state;
  const wanted = await visit.count('MaxConcurrency', MaxConcurrency);
  return wanted === 0 ? most : Math.min(wanted, most);
}
