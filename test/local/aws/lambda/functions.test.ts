import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Gateway } from '../../../../local/aws/gateway';
import type { FunctionDefinition } from '../../../../local/aws/lambda/function-definition';
import { LocalFunctions } from '../../../../local/aws/lambda/functions';
import { type Outcome, PAYLOAD_LIMIT } from '../../../../local/aws/lambda/invocation';
import { AccessKeys } from '../../../../local/aws/signature';
import { signedFetch } from '../serve';

const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'us-east-1' };
const keys = new AccessKeys();
let directory: string;
let functions: LocalFunctions;
let gateway: Gateway;
let endpoint: string;
let count = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'functions-'));
  functions = new LocalFunctions({ directory, environment, keys });
  gateway = new Gateway(keys, (line) => {
    throw new Error(line);
  });
  gateway.add(functions);
  endpoint = await gateway.listen();
});
beforeEach(() => {
  functions.intercept = undefined;
});
afterAll(async () => {
  await gateway.close();
  rmSync(directory, { recursive: true });
});

/** A function of its own for the test, from the text of its bundle. */
const create = (bundle: string, fields: Partial<FunctionDefinition> = {}): string => {
  count += 1;
  const name = `function-${count}`;
  const code = join(directory, 'code', name);
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), bundle);
  functions.create({
    name,
    code,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    environment: {},
    ...fields,
  });
  return name;
};
const payloadOf = (outcome: Outcome): unknown =>
  'payload' in outcome ? JSON.parse(outcome.payload) : { unexpected: outcome.error };
const errorOf = (outcome: Outcome) => ('error' in outcome ? outcome.error : { errorType: 'none', errorMessage: '' });

describe('a handler', () => {
  test('gets the event and answers', async () => {
    const name = create('exports.handler = async (event) => ({ got: event });');
    expect(payloadOf(await functions.invoke(name, '{"a":[1,"é"]}'))).toEqual({ got: { a: [1, 'é'] } });
  });

  test('may answer through the callback, at once, or with nothing', async () => {
    const callback = create('exports.handler = (event, context, done) => { setTimeout(done, 1, null, 1); };');
    const atOnce = create('exports.handler = () => 2;');
    const nothing = create('exports.handler = async () => {};');
    const outcomes = [callback, atOnce, nothing].map((name) => functions.invoke(name, '{}'));
    expect((await Promise.all(outcomes)).map(payloadOf)).toEqual([1, 2, null]);
  });

  test('sees the variables of the template, those of Lambda, and none of this process', async () => {
    process.env.OF_THIS_PROCESS = 'secret';
    const name = create('exports.handler = async () => process.env;', { environment: { PREFIX: 'pegasus/' } });
    const seen = Object(payloadOf(await functions.invoke(name, '{}')));
    expect(Object.keys(seen).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'PATH',
      'PREFIX',
      'TZ',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
    expect(seen).toMatchObject({ PREFIX: 'pegasus/', AWS_LAMBDA_FUNCTION_NAME: name, AWS_REGION: 'us-east-1' });
  });

  test('gets a context with the time that is left', async () => {
    const bundle = `exports.handler = async (event, context) =>
      ({ ...context, left: context.getRemainingTimeInMillis() });`;
    const name = create(bundle, { timeoutSeconds: 7 });
    const context = Object(payloadOf(await functions.invoke(name, '{}')));
    expect(context).toMatchObject({
      functionName: name,
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(context.left).toBeGreaterThan(6000);
    expect(context.left).toBeLessThanOrEqual(7000);
  });

  test('stays warm between two events', async () => {
    const name = create('let n = 0; exports.handler = async () => [process.pid, (n += 1)];');
    const first = payloadOf(await functions.invoke(name, '{}'));
    expect(payloadOf(await functions.invoke(name, '{}'))).toEqual([Object(first)[0], 2]);
  });

  test('gets one event at a time; more at once go to as many processes as there may be', async () => {
    const name = create(
      'exports.handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid; };',
      {
        concurrency: 2,
      },
    );
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => functions.invoke(name, '{}')));
    expect(new Set(outcomes.map(payloadOf)).size).toBe(2);
  });

  test('writes to the log of its function', async () => {
    const name = create('exports.handler = async () => { console.log("hello"); console.error("trouble"); };');
    await functions.invoke(name, '{}');
    await functions.invoke(name, '{}');
    const log = readFileSync(join(directory, 'logs', `${name}.log`), 'utf8');
    expect(log.match(/hello|trouble/g)).toEqual(['hello', 'trouble', 'hello', 'trouble']);
  });
});

describe('an error', () => {
  test('keeps its name, its message and its trace', async () => {
    const bundle =
      'exports.handler = async () => { const e = new Error("gone"); e.name = "DatabaseFailed"; throw e; };';
    const error = errorOf(await functions.invoke(create(bundle), '{}'));
    expect(error).toEqual({ errorType: 'DatabaseFailed', errorMessage: 'gone', trace: expect.any(Array) });
  });

  test.each([
    ['thrown at once', 'exports.handler = () => { throw new RangeError("no"); };', 'RangeError', 'no'],
    ['given to the callback', 'exports.handler = (e, c, done) => { done(new TypeError("no")); };', 'TypeError', 'no'],
    ['that is no error', 'exports.handler = async () => { throw "text"; };', 'string', 'text'],
    ['in loading the code', 'throw new TypeError("broken");', 'TypeError', 'broken'],
    ['for a missing module', 'require("not-there");', 'Runtime.ImportModuleError', "Cannot find module 'not-there'"],
    ['for a missing handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler'],
    [
      'that nobody awaits',
      'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")); });',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'outside of the handler',
      'exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError("late"); }));',
      'RangeError',
      'late',
    ],
    ['of the process: its exit', 'exports.handler = () => process.exit(3);', 'Runtime.ExitError', 'exit status 3'],
    [
      'of the process: killed',
      'exports.handler = () => process.kill(process.pid, "SIGKILL");',
      'Runtime.ExitError',
      'signal: killed',
    ],
    [
      'for an answer over 6 MB',
      `exports.handler = async () => "x".repeat(${PAYLOAD_LIMIT} - 1);`,
      'Function.ResponseSizeTooLarge',
      'exceeded maximum',
    ],
  ])('%s', async (_, bundle, errorType, message) => {
    const error = errorOf(await functions.invoke(create(bundle), '{}'));
    expect([error.errorType, error.errorMessage]).toEqual([errorType, expect.stringContaining(message)]);
  });

  test('of one event is not the end of the function', async () => {
    const name = create('exports.handler = async (event) => { if (event.die) process.exit(1); return "alive"; };');
    expect(errorOf(await functions.invoke(name, '{"die":true}')).errorType).toBe('Runtime.ExitError');
    expect(payloadOf(await functions.invoke(name, '{}'))).toBe('alive');
  });

  test('is the time-out when the handler takes longer, and its process is killed', async () => {
    const file = join(directory, 'alive.pid');
    const bundle = `exports.handler = async () => {
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
      await new Promise((resolve) => setTimeout(resolve, 60000));
    };`;
    const error = errorOf(await functions.invoke(create(bundle, { timeoutSeconds: 1 }), '{}'));
    expect(error.errorType).toBe('Sandbox.Timedout');
    expect(error.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/);
    expect(() => process.kill(Number(readFileSync(file, 'utf8')), 0)).toThrow('ESRCH');
  });

  test('is that there is no such function', async () => {
    await expect(functions.invoke('nobody', '{}')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  test('is a payload over 6 MB', async () => {
    const name = create('exports.handler = async (event) => event.length;');
    const payload = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect(payloadOf(await functions.invoke(name, payload(PAYLOAD_LIMIT)))).toBe(PAYLOAD_LIMIT - 2);
    const over = functions.invoke(name, payload(PAYLOAD_LIMIT + 1));
    await expect(over).rejects.toMatchObject({ code: 'RequestTooLargeException' });
  });

  test('is another runtime than Node.js', async () => {
    const name = create('', { runtime: 'python3.13' });
    await expect(functions.invoke(name, '{}')).rejects.toMatchObject({ code: 'NotImplemented' });
  });
});

describe('a fault suite', () => {
  const counter = 'let n = 0; exports.handler = async (event) => event.ask ? n : (n += 1);';

  test('sees the function and the payload, and lets it run', async () => {
    const seen: unknown[] = [];
    functions.intercept = (...call) => void seen.push(call);
    const name = create(counter);
    expect(payloadOf(await functions.invoke(`arn:aws:lambda:us-east-1:000000000000:function:${name}`, '{"a":1}'))).toBe(
      1,
    );
    expect(seen).toEqual([[name, { a: 1 }]]);
  });

  test('makes it throw, time out, die or answer without running', async () => {
    const name = create(counter);
    functions.intercept = () => ({ throw: { errorType: 'AccessDenied', errorMessage: 'no' } });
    expect(errorOf(await functions.invoke(name, '{}'))).toEqual({ errorType: 'AccessDenied', errorMessage: 'no' });
    functions.intercept = () => 'timeout';
    expect(errorOf(await functions.invoke(name, '{}')).errorType).toBe('Sandbox.Timedout');
    functions.intercept = () => 'kill';
    expect(errorOf(await functions.invoke(name, '{}')).errorType).toBe('Runtime.ExitError');
    functions.intercept = () => ({ answer: { non: 'sense' } });
    expect(payloadOf(await functions.invoke(name, '{}'))).toEqual({ non: 'sense' });
    functions.intercept = undefined;
    expect(payloadOf(await functions.invoke(name, '{"ask":true}'))).toBe(0);
  });

  test('loses an answer after the work is done', async () => {
    const name = create(counter);
    functions.intercept = () => 'lose';
    expect(errorOf(await functions.invoke(name, '{}')).errorType).toBe('Runtime.ExitError');
    functions.intercept = undefined;
    expect(payloadOf(await functions.invoke(name, '{"ask":true}'))).toBe(1);
  });
});

describe('the REST interface', () => {
  const invoke = (name: string, headers: Record<string, string> = {}, body = '{"a":1}') => {
    const client = { endpoint, region: 'us-east-1', credentials: keys.of('operator') };
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    return signedFetch(client, 'lambda', path, { method: 'POST', body, headers });
  };

  test('answers with the payload', async () => {
    const answer = await invoke(create('exports.handler = async (event) => event;'));
    expect([answer.status, answer.headers.get('x-amz-function-error'), await answer.json()]).toEqual([
      200,
      null,
      { a: 1 },
    ]);
  });

  test('answers with the error of the handler, and says so', async () => {
    const answer = await invoke(create('exports.handler = async () => { throw new RangeError("no"); };'));
    expect([answer.status, answer.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(await answer.json()).toMatchObject({ errorType: 'RangeError', errorMessage: 'no' });
  });

  test('answers 404 for no function and 501 for what it does not do', async () => {
    const missing = await invoke('nobody');
    expect([missing.status, missing.headers.get('x-amzn-errortype')]).toEqual([404, 'ResourceNotFoundException']);
    const name = create('exports.handler = async () => 1;');
    expect((await invoke(name, { 'x-amz-invocation-type': 'Event' })).status).toBe(501);
    expect((await invoke(name, { 'x-amz-log-type': 'Tail' })).status).toBe(501);
  });
});

describe('a process', () => {
  const own = (idleSeconds?: number): LocalFunctions => {
    const functions = new LocalFunctions({
      directory: mkdtempSync(join(directory, 'own-')),
      environment,
      keys,
      idleSeconds,
    });
    const code = mkdtempSync(join(directory, 'code-'));
    writeFileSync(
      join(code, 'index.js'),
      'exports.handler = async (e) => e.pid ? process.pid : new Promise(() => {});',
    );
    const runtime = 'nodejs24.x';
    functions.create({
      name: 'f',
      code,
      handler: 'index.handler',
      runtime,
      timeoutSeconds: 60,
      memoryMegabytes: 128,
      environment: {},
    });
    return functions;
  };
  const pidOf = async (functions: LocalFunctions) => Number(payloadOf(await functions.invoke('f', '{"pid":true}')));
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test('ends when everything is closed, in the middle of an event too', async () => {
    const functions = own();
    const pid = await pidOf(functions);
    const pending = functions.invoke('f', '{}');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await functions.close();
    expect(isAlive(pid)).toBe(false);
    expect(errorOf(await pending).errorType).toBe('Runtime.ExitError');
  });

  test('ends when no event comes for long, and a new one takes the next event', async () => {
    const functions = own(0.05);
    const pid = await pidOf(functions);
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await pidOf(functions)).not.toBe(pid);
    await functions.close();
  });
});
