import { createHash } from 'node:crypto';
import type { EvidenceStore } from './evidence-store';
import { unusable } from './unusable';

/** Of a value as JSON: for the state, which says what was written when it is read back. */
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/**
 * What a step has written, as the state of the execution knows it by its digest.
 * @throws EvidenceUnusable for anything else that lies there
 */
export async function readWritten<T>(
  evidence: Pick<EvidenceStore, 'getJson'>,
  key: string,
  digest: string,
  parse: (value: unknown) => T,
): Promise<T> {
  const found = await evidence.getJson(key, (value) => {
    if (digestOf(value) !== digest) throw unusable(key, 'is not what was written');
    return { value: parse(value) };
  });
  if (found === undefined) throw unusable(key, 'is gone');
  return found.value;
}
