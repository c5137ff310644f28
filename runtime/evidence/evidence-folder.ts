import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { compareKeys } from '../../domain/objects/entry';
import { type EvidenceEntry, type EvidenceStore, lines } from './evidence-store';
import { parsed } from './unusable';

/** Evidence in a folder of this machine, for the command line where no evidence bucket is given. */
export class EvidenceFolder implements EvidenceStore {
  constructor(private readonly folder: string) {}

  async putJson(key: string, value: unknown): Promise<void> {
    await this.putText(key, JSON.stringify(value, null, 2) + '\n');
  }

  async getJson<T>(key: string, parse?: (value: unknown) => T): Promise<T | undefined> {
    const text = await readFile(this.path(key), 'utf8').catch(absent);
    if (text === undefined) return undefined;
    return parsed(key, text, parse ?? ((value) => value as T));
  }

  async *list(prefix: string): AsyncGenerator<EvidenceEntry> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const files = await readdir(this.path(folder), { recursive: true, withFileTypes: true }).catch(absent);
    const keys = (files ?? [])
      .filter((file) => file.isFile() && !file.name.endsWith(UNFINISHED))
      .map((file) => relative(this.folder, join(file.parentPath, file.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix));
    for (const key of keys.sort(compareKeys)) yield { key, size: (await stat(this.path(key))).size };
  }

  async *readLines(key: string): AsyncGenerator<string> {
    yield* lines(createReadStream(this.path(key)));
  }

  /** Whole or not at all: a killed process leaves no half file under the final name. */
  async putText(key: string, text: string): Promise<void> {
    const path = this.path(key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path + UNFINISHED, text);
    await rename(path + UNFINISHED, path);
  }

  private path(key: string): string {
    return join(this.folder, ...key.split('/'));
  }
}

const UNFINISHED = '.unfinished';

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
