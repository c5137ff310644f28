import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the clock has passed `time` (milliseconds). */
export async function passed(time: number): Promise<void> {
  while (Date.now() <= time) await sleep(time - Date.now() + 1);
}

/** Looks again until there is something. @throws Error naming what was waited for */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error(`Waited ${seconds} s for ${what}: it did not come.`);
}
