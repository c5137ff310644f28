import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { Progress } from '../../../../cli/progress';
import type { RewindArguments } from '../../../../cli/rewind/arguments';
import { runRewind } from '../../../../cli/rewind/run';
import { storeClient } from '../../../../runtime/objects/rewind/engine';
import { digests, readNow } from './histories';

/** How many random histories; the full run is 50. */
export const HISTORIES = Number(process.env.SECOND_OPINION_HISTORIES ?? 6);

/** Where this machine has the program: on the PATH, or where `go install` leaves it. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go', 'bin')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export interface OtherStore {
  readonly endpoint: string;
  readonly client: S3Client;
  stop(): Promise<void>;
}

/** @param argumentsAt of a server that listens there and keeps its data in the folder */
export async function startStore(
  path: string,
  argumentsAt: (port: number, folder: string) => readonly string[],
): Promise<OtherStore> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'other-store-'));
  const secrets = {
    MINIO_ROOT_USER: 'testtest',
    MINIO_ROOT_PASSWORD: 'testtest',
    ROOT_ACCESS_KEY: 'testtest',
    ROOT_SECRET_KEY: 'testtest',
  };
  const child = spawn(path, argumentsAt(port, folder), { stdio: 'ignore', env: { ...process.env, ...secrets } });
  const endpoint = `http://127.0.0.1:${port}`;
  while ((await fetch(endpoint).catch(() => undefined)) === undefined) {
    if (child.exitCode !== null) throw new Error(`${path} ended with exit code ${child.exitCode}`);
    await pause(100);
  }
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'testtest',
    AWS_SECRET_ACCESS_KEY: 'testtest',
    AWS_REGION: 'us-east-1',
  });
  const client = storeClient({ endpoint, region: 'us-east-1', forcePathStyle: true });
  const stop = async () => {
    client.destroy();
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint, client, stop };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Nested, so that eight listers divide them; no key is the folder of another, which MinIO refuses. */
const KEYS = ['a/b/1', 'a/b/2', 'a/c', 'b/x y', 'b/x+y', 'c/d/e/f', 'c/d/g', 'd/%2F', 'e/\u00e9/\u{1f600}', 'f'];
/** null: deleted. */
const writes = fc.array(fc.option(fc.constantFrom('x', 'y', 'xx', 'xy'), { nil: null }), { maxLength: 3 });
const history = fc.uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), before: writes, after: writes }), {
  minLength: 3,
  maxLength: KEYS.length,
  selector: ({ key }) => key,
});

export interface Outcome {
  readonly right: number;
  /** Messages; each names a key. */
  readonly refused: readonly string[];
  readonly wrong: readonly string[];
}

/** Random histories, each below a prefix of its own; the rewind to the second between them and its undo against a replay. */
export async function tryHistories(
  { client, endpoint }: OtherStore,
  options: Partial<RewindArguments>,
): Promise<Outcome> {
  const bucket = `histories-${Math.random().toString(36).slice(2)}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const tried = fc
    .sample(history, { numRuns: HISTORIES, seed: 20261130 })
    .map((keys, i) => ({ prefix: `h${i}/`, keys }));
  const write = async (half: 'before' | 'after') => {
    for (const { prefix, keys } of tried) {
      for (const { key, ...all } of keys) {
        for (const body of all[half]) {
          const object = { Bucket: bucket, Key: prefix + key };
          await client.send(
            body === null ? new DeleteObjectCommand(object) : new PutObjectCommand({ ...object, Body: body }),
          );
        }
      }
    }
  };
  await write('before');
  await nextSecond();
  const to = `${new Date(Date.now() - 1_000).toISOString().slice(0, 19)}Z`;
  await write('after');
  await nextSecond();

  const evidence = mkdtempSync(join(tmpdir(), 'other-evidence-'));
  const [refused, wrong]: [string[], string[]] = [[], []];
  let right = 0;
  for (const { prefix, keys } of tried) {
    const wanted = Object.fromEntries(
      keys.flatMap(({ key, before }) => (before.at(-1) == null ? [] : [[key, before.at(-1)!]])),
    );
    const current = await readNow(client, bucket, prefix);
    const common = {
      bucket,
      prefix,
      endpointUrl: endpoint,
      evidence,
      acceptLoss: false,
      allowEmpty: true,
      dryRun: false,
      multipartWindow: 24,
      deep: 'sample' as const,
      concurrency: 64,
      listers: 8,
      ...options,
    };
    try {
      if (keys.every(({ before, after }) => before.length + after.length === 0)) continue;
      const done = await runRewind({ ...common, to }, new Progress());
      const found = await readNow(client, bucket, prefix);
      const isRight =
        done.verdict === 'verified' && JSON.stringify(sorted(found)) === JSON.stringify(sorted(digests(wanted)));
      if (done.objects.copied + done.objects.marked > 0)
        await runRewind({ ...common, undo: done.run! }, new Progress());
      const isBack = JSON.stringify(sorted(await readNow(client, bucket, prefix))) === JSON.stringify(sorted(current));
      if (isRight && isBack) right++;
      else wrong.push(`${prefix}: ${done.verdict}, undone ${isBack}`);
    } catch (error) {
      const { name, message } = error as Error;
      (name === 'ListingIncomplete' ? refused : wrong).push(`${prefix}: ${name}: ${message}`);
    }
  }
  rmSync(evidence, { recursive: true, force: true });
  console.info(`${HISTORIES} histories: ${right} right, ${refused.length} refused, ${wrong.length} wrong`);
  return { right, refused, wrong };
}

const sorted = (state: Record<string, string>) => Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1));

async function nextSecond(): Promise<void> {
  await pause(1_050 - (Date.now() % 1_000));
}
