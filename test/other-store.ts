import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { storeClient } from '../runtime/objects/rewind/engine';

/** Stores of other people that keep versions, and the arguments of a server that listens there and keeps its data in the folder. */
const ARGUMENTS = {
  moto_server: (port: number) => ['-H', '127.0.0.1', '-p', String(port)],
  minio: (port: number, folder: string) => ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder],
  versitygw: (port: number, folder: string) => {
    const [objects, versions] = [join(folder, 'objects'), join(folder, 'versions')] as const;
    for (const each of [objects, versions]) mkdirSync(each);
    return ['--port', `127.0.0.1:${port}`, 'posix', '--versioning-dir', versions, objects];
  },
} as const;

export interface OtherStore {
  readonly endpoint: string;
  readonly client: S3Client;
  stop(): Promise<void>;
}

const [USER, PASSWORD] = ['testtest', 'testtest'];

/** Its credentials are those of the environment while it runs. */
export async function startStore(name: keyof typeof ARGUMENTS): Promise<OtherStore> {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not here: \`npm run second-opinions\` says how to get it.`);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const secrets = {
    MINIO_ROOT_USER: USER,
    MINIO_ROOT_PASSWORD: PASSWORD,
    ROOT_ACCESS_KEY: USER,
    ROOT_SECRET_KEY: PASSWORD,
  };
  const child = spawn(path, ARGUMENTS[name](port, folder), { stdio: 'ignore', env: { ...process.env, ...secrets } });
  const endpoint = `http://127.0.0.1:${port}`;
  while ((await fetch(endpoint).catch(() => undefined)) === undefined) {
    if (child.exitCode !== null) throw new Error(`${path} ended with exit code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: USER,
    AWS_SECRET_ACCESS_KEY: PASSWORD,
    AWS_REGION: 'us-east-1',
  });
  const client = storeClient({ endpoint, region: 'us-east-1', forcePathStyle: true });
  const stop = async () => {
    client.destroy();
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { endpoint, client, stop };
}

/** Where this machine has the program: on the PATH, or where `go install` leaves it. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go', 'bin')];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
