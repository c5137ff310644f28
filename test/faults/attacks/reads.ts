import type { IncomingMessage } from 'node:http';
import type { Rig } from '../rig/rig';

/** @returns the keys of the evidence bucket that are read while the work is done, in order */
export async function readsDuring(rig: Rig, work: () => Promise<unknown>): Promise<readonly string[]> {
  const { aws, installation } = rig.production;
  const { faults } = aws.s3;
  const before = faults.intercept;
  const keys = new Set<string>();
  const place = `/${installation.evidenceBucket}/`;
  faults.intercept = (operation: string, request: IncomingMessage) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!);
    if (operation === 'GetObject' && path.startsWith(place)) keys.add(path.slice(place.length));
    return before?.(operation, request);
  };
  try {
    await work();
  } finally {
    faults.intercept = before;
  }
  return [...keys];
}

/** `runs/x/attempt-0/state/part-000000.jsonl` → `runs/RUN/attempt-N/state/PART`: files of one kind are attacked once. */
export const kindOf = (key: string): string =>
  key
    .replace(/^(runs|data-loss)\/[^/]+\//, '$1/RUN/')
    .replace(/attempt-\d+/, 'attempt-N')
    .replace(/part-\d+\.jsonl?$/, 'PART')
    .replace(/seals\/.*/, 'seals/DIGEST')
    .replace(/ledger\/.*/, 'ledger/ENTRY')
    .replace(/(decisions|ended|accepted-losses)\/.*/, '$1/ONE')
    .replace(/^(manifests|baselines|locks|freezes)\/.*/, '$1/ONE');
