import type { EvidenceEntry } from '../../../runtime/evidence/evidence-store';
import { parsed } from '../../../runtime/evidence/unusable';

/** An evidence bucket in memory, with the conditions of the real one; `failing` refuses everything. */
export class MemoryEvidence {
  readonly bucket = 'evidence';
  readonly texts = new Map<string, { readonly text: string; readonly etag: string }>();
  failing = false;
  private writes = 0;

  async putText(key: string, text: string): Promise<void> {
    if (this.failing) throw new Error('the evidence bucket is gone');
    this.texts.set(key, { text, etag: `"${++this.writes}"` });
  }

  async putJson(key: string, value: unknown): Promise<void> {
    await this.putText(key, JSON.stringify(value));
  }

  async createJson(key: string, value: unknown): Promise<boolean> {
    if (this.texts.has(key)) return false;
    await this.putJson(key, value);
    return true;
  }

  async replaceJson(key: string, value: unknown, etag: string): Promise<boolean> {
    if (this.texts.get(key)?.etag !== etag) return false;
    await this.putJson(key, value);
    return true;
  }

  async getTagged<T>(key: string, parse?: (value: unknown) => T): Promise<{ value: T; etag: string } | undefined> {
    const found = await this.getText(key);
    return found && { value: parsed(key, found.text, parse ?? ((value) => value as T)), etag: found.etag };
  }

  async getText(key: string): Promise<{ text: string; etag: string } | undefined> {
    if (this.failing) throw new Error('the evidence bucket is gone');
    return this.texts.get(key);
  }

  async getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined> {
    return (await this.getTagged(key, parse))?.value;
  }

  async *list(prefix: string): AsyncGenerator<EvidenceEntry> {
    if (this.failing) throw new Error('the evidence bucket is gone');
    for (const key of [...this.texts.keys()].sort()) {
      if (key.startsWith(prefix)) yield { key, size: this.texts.get(key)!.text.length };
    }
  }

  async *readLines(key: string): AsyncGenerator<string> {
    yield* (this.texts.get(key)?.text ?? '').split('\n').filter((line) => line !== '');
  }

  /** What a test looks at. */
  json(key: string): unknown {
    const found = this.texts.get(key);
    return found && JSON.parse(found.text);
  }
}
