import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseUrl, type Supervisor } from '../../../local/application/supervisor';
import { type Platform, startPlatform, until } from './harness';

let platform: Platform;
let application: Supervisor | undefined;

beforeAll(async () => {
  platform = await startPlatform();
});

afterEach(async () => {
  await application?.close();
  application = undefined;
  platform.lines.length = 0;
});

afterAll(() => platform.close());

/** Undefined while it is between two starts. */
const answers = (): Promise<{ generation: number | string; pid: number } | undefined> =>
  fetch(`${application?.url}/health/ready`)
    .then((response) => response.json() as Promise<{ generation: number | string; pid: number }>)
    .catch(() => undefined);

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A user's application in a line: says its environment on every path, and leaves a process in the background. */
const OWN = `sleep 1000 & echo background $!; exec node -e '
  require("http").createServer((_, response) => response.end(JSON.stringify({
    url: process.env.DATABASE_URL, generation: process.env.PEGASUS_GENERATION, bucket: process.env.S3_BUCKET, pid: process.pid,
  }))).listen(process.env.PORT, "127.0.0.1")'`;

const backgroundPids = () =>
  platform.lines.flatMap((line) => /^background (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);

describe('the supervisor', () => {
  test('starts the application again with the new generation when the secret changes', async () => {
    await platform.setGeneration(1);
    application = await platform.supervise();
    await application.ready();
    expect(await answers()).toMatchObject({ generation: 1 });
    await platform.setGeneration(2);
    await until(async () => (await answers())?.generation === 2);
    expect(platform.lines).toContain('supervisor: the application has ended with exit code 0');
  });

  test('runs the user’s command with everything it needs, and ends all that it has started', async () => {
    application = await platform.supervise(OWN);
    await application.ready();
    expect(await answers()).toEqual({
      url: `${platform.database.url}?sslmode=disable`,
      generation: expect.any(String),
      bucket: 'media',
      pid: expect.any(Number),
    });
    const [pid] = backgroundPids();
    expect(isRunning(pid ?? 0)).toBe(true);
    await application.close();
    await until(() => !isRunning(pid ?? 0));
    await expect(fetch(application.url)).rejects.toThrow();
  });

  test('starts an application that ends by itself once more, and its background is gone', async () => {
    application = await platform.supervise(OWN);
    await application.ready();
    const [first] = backgroundPids();
    platform.lines.length = 0;
    process.kill((await answers())!.pid, 'SIGKILL');
    await until(() => backgroundPids().length > 0);
    await application.ready();
    expect(backgroundPids()).not.toContain(first);
    await until(() => !isRunning(first ?? 0));
  });

  test('says why an application never became ready', async () => {
    application = await platform.supervise('echo no such database >&2; exit 3');
    await expect(application.ready(600)).rejects.toThrow(/is not ready after 600 ms: .*; it ended with exit code 3\./);
    expect(platform.lines).toContain('no such database');
  });
});

test('a password with any character goes into the connection string', () => {
  const secret = { host: 'h', port: 5432, username: 'u@x', password: 'p:/?#%', dbname: 'a b' };
  const url = new URL(databaseUrl(secret));
  expect(decodeURIComponent(url.password)).toBe('p:/?#%');
  expect(decodeURIComponent(url.username)).toBe('u@x');
  expect(url.pathname).toBe('/a%20b');
});
