import { compareKeys } from '../../../../domain/objects/entry';
import type { EvidenceEntry, EvidenceStore } from '../../../../runtime/evidence/evidence-store';
import { parsed } from '../../../../runtime/evidence/unusable';

/** Evidence that costs no request. */
export class MemoryEvidence implements EvidenceStore {
  readonly files = new Map<string, string>();

  async putJson(key: string, value: unknown): Promise<void> {
    this.files.set(key, JSON.stringify(value));
  }

  async getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined> {
    const text = this.files.get(key);
    return text === undefined ? undefined : parsed(key, text, parse ?? ((value) => value as T));
  }

  async *list(prefix: string): AsyncGenerator<EvidenceEntry> {
    const keys = [...this.files.keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys);
    for (const key of keys) yield { key, size: this.files.get(key)!.length };
  }

  async *readLines(key: string): AsyncGenerator<string> {
    for (const line of this.files.get(key)!.split('\n')) if (line !== '') yield line;
  }

  async putText(key: string, text: string): Promise<void> {
    this.files.set(key, text);
  }

  /** All lines of the parts below a prefix. */
  lines<T>(prefix: string): readonly T[] {
    const parts = [...this.files.keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys);
    return parts.flatMap((key) =>
      this.files
        .get(key)!
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T),
    );
  }
}
