import { constants } from 'node:os';

/** Runs `end` on SIGINT or SIGTERM and exits as shells expect it; a second signal does not wait. */
export function onSignal(end: (signal: NodeJS.Signals) => Promise<void>): () => void {
  let ending = false;
  const listener = (signal: NodeJS.Signals) => {
    const exit = () => process.exit(128 + constants.signals[signal]);
    if (ending) exit();
    ending = true;
    void end(signal).finally(exit);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
