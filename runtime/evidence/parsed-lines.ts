import type { EvidenceStore } from './evidence-store';
import { parsed } from './unusable';

/** Of one part. @throws EvidenceUnusable at the first line that is not what a step writes */
export async function* parsedLines<T>(
  evidence: Pick<EvidenceStore, 'readLines'>,
  key: string,
  parse: (value: unknown) => T,
): AsyncGenerator<T> {
  let line = 0;
  for await (const text of evidence.readLines(key)) yield parsed(`${key}, line ${++line}`, text, parse);
}

/** Of all parts below a prefix, in the order of their names. */
export async function* linesBelow<T>(
  evidence: Pick<EvidenceStore, 'list' | 'readLines'>,
  prefix: string,
  parse: (value: unknown) => T,
): AsyncGenerator<T> {
  for await (const { key } of evidence.list(prefix)) yield* parsedLines(evidence, key, parse);
}
