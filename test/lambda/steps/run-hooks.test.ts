import { describe, expect, test } from '@jest/globals';
import type { PlannedHook } from '../../../domain/workflow/workflow';
import { type HookEvent, HookFunction } from '../../../runtime/execution/hook-function';
import { type RunHooksInput, runNextHook } from '../../../runtime/execution/run-hooks';
import { WORKFLOW } from '../../domain/report/report-fixture';
import { PLAN } from '../../domain/workflow/workflow-fixture';

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const QUEUE: PlannedHook = { name: 'Empty queue', when: 'after-freeze', functionArn: arn('queue') };
const CACHE: PlannedHook = { name: 'Drop cache', when: 'before-open', functionArn: arn('cache') };
const INDEX: PlannedHook = { name: 'Index', when: 'before-open', functionArn: arn('index') };
const plan = { ...PLAN, hooks: [CACHE, QUEUE, INDEX] };

/** What was invoked; each answers as `answer` says. @param milliseconds that the handler still has */
function functions(answer: (event: HookEvent) => object, milliseconds = 60_000) {
  const events: { functionArn: string; event: HookEvent }[] = [];
  const send = async ({ input }: { input: { FunctionName: string; Payload: string } }, options: Options) => {
    const event: HookEvent = JSON.parse(input.Payload);
    events.push({ functionArn: input.FunctionName, event });
    const given = answer(event);
    if (given instanceof Promise) {
      return await new Promise((_, fail) => {
        options.abortSignal?.addEventListener('abort', () => fail(new Error('Request aborted')));
      });
    }
    return given;
  };
  return { events, hooks: new HookFunction({ send } as never, () => milliseconds) };
}
interface Options {
  readonly abortSignal?: AbortSignal;
}
const payload = (text: string) => ({ Payload: { transformToString: () => text } });
const says = (done: unknown) => payload(JSON.stringify({ done }));
const fails = (error: unknown) => ({ FunctionError: 'Unhandled', ...payload(JSON.stringify(error)) });

let clock = 0;
const now = () => (clock += 1_250);
const input = (other: Partial<RunHooksInput> = {}): RunHooksInput => ({ plan, attempt: 2, candidate: 0, ...other });
const world = ({ hooks }: Pick<ReturnType<typeof functions>, 'hooks'>) => ({ pair: 'Prod/Backup', hooks, now });

test('each hook runs in an invocation of its own, in the order of the plan, and is told names and times only', async () => {
  const called = functions(({ hook }) => says(`${hook} is done`));
  const first = await runNextHook('before-open', input({ database: WORKFLOW.database }), world(called));
  const ran = [{ name: 'Drop cache', done: 'Drop cache is done', seconds: 1.3 }];
  expect(first).toEqual({ ran });
  const second = await runNextHook('before-open', input({ beforeOpenHooks: first }), world(called));
  expect(second.ran.map(({ name }) => name)).toEqual(['Drop cache', 'Index']);
  expect(await runNextHook('before-open', input({ beforeOpenHooks: second }), world(called))).toEqual(second);
  expect(called.events.map(({ functionArn }) => functionArn)).toEqual([arn('cache'), arn('index')]);
  expect(called.events[0]!.event).toEqual({
    hook: 'Drop cache',
    when: 'before-open',
    runId: 'run-1',
    pair: 'Prod/Backup',
    mode: 'incident',
    scope: 'both',
    attempt: 2,
    targetTime: '2026-11-23T04:00:00Z',
    restoredTo: '2026-11-23T04:00:00Z',
    objects: { bucket: 'protected', prefix: 'pegasus/' },
    database: { host: 'restored.example', port: 5433, name: 'pegasus' },
  });
});

test('a database that stays is none that was restored; neither is one that is not there yet', async () => {
  const called = functions(() => says('x'));
  const live = { ...WORKFLOW.database, recoveredToSource: 'live' as const };
  await runNextHook('before-open', input({ database: live }), world(called));
  await runNextHook('after-freeze', input(), world(called));
  expect(called.events.map(({ event }) => [event.hook, event.database])).toEqual([
    ['Drop cache', undefined],
    ['Empty queue', undefined],
  ]);
});

test('what it was asked for and the moment of the candidate are two', async () => {
  const called = functions(() => says('x'));
  const recoveryPoint = { kind: 'time' as const, time: '2026-11-23T04:04:00Z' };
  const candidates = [...plan.candidates, { ...plan.candidates[0]!, recoveryPoint }];
  await runNextHook('after-freeze', input({ plan: { ...plan, candidates }, candidate: 1 }), world(called));
  expect(called.events[0]!.event).toMatchObject({
    targetTime: '2026-11-23T04:00:00Z',
    restoredTo: '2026-11-23T04:04:00Z',
  });
});

describe('the step fails with HookFailed, and says what to do,', () => {
  const run = (answer: (event: HookEvent) => object, milliseconds?: number) =>
    runNextHook('after-freeze', input(), world(functions(answer, milliseconds)));

  test.each<[string, object, RegExp]>([
    ['of nothing', payload(''), /answered null; \{"done": "what it has done"\} is allowed/],
    ['of null', payload('null'), /answered null;/],
    ['without a sentence', payload('{"ok": true}'), /answered \{"ok":true\};/],
    ['of an empty sentence', says('  '), /answered \{"done":" {2}"\};/],
    ['of a number', says(7), /answered \{"done":7\};/],
    ['that says more', payload('{"done": "x", "error": "half"}'), /answered \{"done":"x","error":"half"\};/],
    ['of 301 characters', says('x'.repeat(301)), /one sentence of 1 to 300 characters/],
    ['that is no JSON', payload('<html>'), /answered what is no JSON;/],
  ])('after an answer %s', async (_, answer, message) => {
    await expect(run(() => answer)).rejects.toMatchObject({
      name: 'HookFailed',
      message: expect.stringMatching(message),
    });
  });

  test('but an answer of 300 characters is one', async () =>
    expect((await run(() => says('x'.repeat(300)))).ran).toHaveLength(1));

  test.each<[unknown, RegExp, RegExp]>([
    [
      { errorType: 'Error', errorMessage: 'ada is not in it' },
      /failed with Error: ada is not/,
      /failed with Error: \w{12}\./,
    ],
    ['ada', /failed with "ada"/, /failed with \w{12}\./],
  ])(
    'when the function throws %j: its words are in the evidence, and not in mails and logs',
    async (said, all, told) => {
      await expect(run(() => fails(said))).rejects.toMatchObject({
        name: 'HookFailed',
        message: expect.stringMatching(all),
        told: expect.stringMatching(told),
      });
      await expect(run(() => fails(said))).rejects.toMatchObject({ told: expect.not.stringContaining('ada') });
    },
  );

  test('when it does not answer in time', async () => {
    const never = () => new Promise(() => {});
    await expect(run(never, 1)).rejects.toMatchObject({
      name: 'HookFailed',
      message: expect.stringMatching(
        /^The hook Empty queue \(arn:\S+:queue\) did not answer within 0 s\. .*decide `retry`/,
      ),
    });
  });

  test('when it may not be invoked, or is gone; what passes by itself stays what it is', async () => {
    const refused = (name: string) => () => {
      throw Object.assign(new Error('no'), { name });
    };
    await expect(run(refused('AccessDeniedException'))).rejects.toMatchObject({
      name: 'HookFailed',
      message: expect.stringContaining('could not be invoked (AccessDeniedException: no)'),
    });
    await expect(run(refused('TooManyRequestsException'))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});
