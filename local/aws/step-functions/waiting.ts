import { Abandoned } from './state-error';

/** `setTimeout` cannot wait longer than this at once. */
const LONGEST_MILLISECONDS = 2 ** 31 - 1;

/** Calls `act` after any number of seconds, also more than `setTimeout` can count. */
export function afterSeconds(seconds: number, act: () => void): { cancel(): void } {
  const due = Date.now() + seconds * 1000;
  let timer: NodeJS.Timeout;
  const arm = () => {
    const left = due - Date.now();
    timer = left > LONGEST_MILLISECONDS ? setTimeout(arm, LONGEST_MILLISECONDS) : setTimeout(act, left);
  };
  arm();
  return { cancel: () => clearTimeout(timer) };
}

/** Rejects with the signal's reason when it is given up. */
export async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  let timer: { cancel(): void } | undefined;
  const over = new Promise<void>((resolve) => {
    timer = afterSeconds(seconds, resolve);
  });
  try {
    await unlessAborted(over, signal);
  } finally {
    timer?.cancel();
  }
}

/** The promise, unless the signal comes first: then its reason. What the promise stands for goes on unheard. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let listener: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

/**
 * Runs all of them, so many at a time. The first failure rejects and nothing new is started; what runs is told through
 * the signal that `run` gets.
 */
export async function concurrently<In, Out>(
  items: readonly In[],
  limit: number,
  signal: AbortSignal,
  run: (item: In, index: number, signal: AbortSignal) => Promise<Out>,
): Promise<Out[]> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const results: Out[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      if (both.aborted) throw both.reason;
      results[index] = await run(item, index, both);
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker);
  try {
    await Promise.all(workers);
    return results;
  } catch (error) {
    own.abort(new Abandoned());
    await Promise.allSettled(workers);
    throw error;
  }
}
