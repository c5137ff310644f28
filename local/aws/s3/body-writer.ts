import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Body } from './body';
import { randomId } from './ids';

/** Bodies up to this size stay in memory: a listing of many thousands of small objects costs no file each. */
const IN_MEMORY = 64 * 1024;

/** Collects a body of any size; a large one goes to a file as it comes. */
export class BodyWriter {
  size = 0;
  private chunks: Buffer[] = [];
  private readonly path: string;
  private file: WriteStream | undefined;

  constructor(private readonly directory: string) {
    this.path = join(directory, randomId());
  }

  async write(chunk: Buffer): Promise<void> {
    this.size += chunk.length;
    if (this.file) return this.append(chunk);
    this.chunks.push(chunk);
    if (this.size > IN_MEMORY) await this.spill();
  }

  async finish(): Promise<Body> {
    if (!this.file) return Body.of(Buffer.concat(this.chunks));
    this.file.end();
    await finished(this.file);
    return Body.file(this.path, this.size);
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.file?.destroy();
    await rm(this.path, { force: true });
  }

  private async spill(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    this.file = createWriteStream(this.path);
    const held = Buffer.concat(this.chunks);
    this.chunks = [];
    await this.append(held);
  }

  private append(chunk: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.file!.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }
}
