/** What a run leaves behind, and what it reads of it: a bucket in the cloud, a folder for the command line. */
export interface EvidenceStore {
  putJson(key: string, value: unknown): Promise<void>;
  /** @returns undefined when there is no such key */
  getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined>;
  /** In UTF-8 binary order of the keys. */
  list(prefix: string): AsyncIterable<EvidenceEntry>;
  /** Lines without their line feed; memory does not grow with the length of the text. */
  readLines(key: string): AsyncIterable<string>;
  /** Where it is known what was planned: that all of it is there, and nothing else. @throws EvidenceUnusable */
  assertWhole?(prefix: string): Promise<void>;
  putText(key: string, text: string, contentType: string): Promise<void>;
}

export interface EvidenceEntry {
  readonly key: string;
  readonly size: number;
}

/**
 * Splits a byte stream at line feeds and nowhere else: Node's `readline` also breaks at U+2028 and U+2029, which JSON
 * leaves bare inside strings and which are legal in object keys.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const found = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = found.pop()!;
    yield* found;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
