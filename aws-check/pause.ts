import { setTimeout as sleep } from 'node:timers/promises';

/** A check that was interrupted ends at its next pause; what it has made is removed after that. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export async function pause(seconds: number, stop?: AbortSignal): Promise<void> {
  if (stop?.aborted) throw new Interrupted('The check was interrupted.');
  await sleep(seconds * 1_000, undefined, { signal: stop }).catch(() => {
    throw new Interrupted('The check was interrupted.');
  });
}

/** @throws Error naming what did not come, and how long it was waited for */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { every, atMost, stop }: { readonly every: number; readonly atMost: number; readonly stop?: AbortSignal },
): Promise<T> {
  for (let waited = 0; ; waited += every) {
    const found = await look();
    if (found !== undefined) return found;
    if (waited >= atMost) throw new Error(`Waited ${Math.round(atMost / 60)} minutes for ${what}: it did not come.`);
    await pause(every, stop);
  }
}
