import validate = require('asl-validator');
import jsonata = require('jsonata');

import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { acceptRequest } from '../../../domain/request/restore-request';
import { ErrorName } from '../../../domain/workflow/errors';
import { STEPS } from '../../../domain/workflow/workflow';
import { type Erasures, RestoreHook, RestoreHookTime, TrafficSwitch } from '../../../lib';
import { checkHooks } from '../../../lib/options/restore-hook';
import { definitionOf, fixture } from '../fixture';

/** The parts of the States Language that are looked at here. */
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly JitterStrategy: string;
    readonly IntervalSeconds?: number;
    readonly MaxAttempts?: number;
    readonly MaxDelaySeconds?: number;
  }[];
  readonly MaxConcurrency?: number;
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Output: string;
  }[];
  readonly TimeoutSeconds?: number;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: string };
  readonly Output?: unknown;
  readonly Cause?: string;
  readonly Error?: string;
  readonly Seconds?: string;
  readonly ItemSelector?: Readonly<Record<string, string>>;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
}

const definition: {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
} = JSON.parse(definitionOf(fixture().template()));
const { States } = definition;
const tasks = Object.entries(States).filter(([, { Type }]) => Type === 'Task' || Type === 'Map');

async function evaluate(expression: string, states: object): Promise<unknown> {
  const compiled = jsonata(expression.replace(/^\{%|%\}$/g, ''));
  compiled.registerFunction('parse', (text: string): unknown => JSON.parse(text));
  return JSON.parse(JSON.stringify((await compiled.evaluate({}, { states })) ?? null));
}

/** The road through the machine, when every step does what it should and leaves this workflow. */
async function road(input: object): Promise<string[]> {
  const passed: string[] = [];
  let name: string | undefined = definition.StartAt;
  while (name !== undefined) {
    const state: State = States[name]!;
    if (state.Type !== 'Choice' && state.Type !== 'Pass') passed.push(name);
    let next = state.Next ?? state.Default;
    for (const choice of [...(state.Choices ?? [])].reverse()) {
      if (await evaluate(choice.Condition, { input })) next = choice.Next;
    }
    name = next;
  }
  return passed;
}

const done = {
  databaseStatus: { outcome: 'ready', polls: 3 },
  objectPlan: { complete: true, copy: 1, mark: 0 },
  objectsRestored: { failed: 0 },
  report: { verdict: 'verified' },
};
const incident = { ...done, plan: { mode: 'incident', approvalRequired: false } };

test('the definition is valid for Step Functions', () => {
  const { isValid, errorsText } = validate(definition);
  expect(isValid ? '' : errorsText('\n')).toBe('');
});

test('the description says what to type, and that is accepted', () => {
  const [example] = /\{[^}]*\}/.exec(definition.Comment) ?? [];
  expect(acceptRequest(JSON.parse(example!), '2026-11-24T00:00:00Z')).toMatchObject({ mode: 'incident' });
});

test('a verified execution ends with its report, and nothing else of the state', async () => {
  const output = String(States.Verified!.Output);
  const report = { verdict: 'verified', summary: 'x', bucket: 'evidence', html: 'runs/r/report.html' };
  expect(await evaluate(output, { input: { ...incident, report } })).toEqual({ report });
  expect(await evaluate(output, { input: { plan: {} } })).toEqual({});
});

test('there is one task for each step of the workflow, of the same name', () => {
  expect(tasks.map(([name]) => name).sort()).toEqual([...STEPS].sort());
});

/** What a run passes in which nothing fails. */
const straight = STEPS.filter(
  (step) => !['DiagnoseFailure', 'AwaitDecision', 'KeepDatabase', 'ThawObjects'].includes(step),
);

test('an incident goes the way of the runbook', async () => {
  expect(await road(incident)).toEqual([...straight.filter((step) => step !== 'RequestApproval'), 'Verified']);
});

test('where only the objects go back the database is looked at, and no step restores it', async () => {
  const without = ['RequestApproval', 'RestoreDatabase', 'AwaitDatabase', 'ConfigureDatabase'];
  const input = { ...incident, plan: { ...incident.plan, scope: 'objects' } };
  const expected = STEPS.filter(
    (step) => (straight.includes(step) && !without.includes(step)) || step === 'KeepDatabase',
  );
  expect(await road(input)).toEqual([...expected, 'Verified']);
});

test('where only the database goes back the objects are listed and proved, and no step writes them', async () => {
  const without = ['RequestApproval', 'RestoreObjects', 'VerifyObjects'];
  const input = { ...incident, plan: { ...incident.plan, scope: 'database' } };
  expect(await road(input)).toEqual([...straight.filter((step) => !without.includes(step)), 'Verified']);
});

test.each([
  [{ copy: 1, mark: 0 }, 0, true],
  [{ copy: 0, mark: 1 }, 0, true],
  // Rows have added an action.
  [{ copy: 0, mark: 0 }, 1, true],
  [{ copy: 0, mark: 0 }, 0, false],
  [{ copy: '0', mark: null }, 0, true],
])(
  'of a plan with %j, and %i by the rows, the parts are carried out, or there is none: %s',
  async (planned, resolved, restores) => {
    const steps = await road({ ...incident, objectPlan: { complete: true, ...planned }, proof: { resolved } });
    expect([steps.includes('RestoreObjects'), steps.includes('VerifyObjects')]).toEqual([restores, true]);
    const output = await evaluate(String(States.NoKeyToRestore!.Output), { input: { attempt: 0 } });
    expect(output).toEqual({ attempt: 0, objectsRestored: { parts: 0, failed: 0, broken: [] } });
  },
);

test('F109 as many parts at once as are wanted, and what is throttled is waited for', () => {
  const few = JSON.parse(definitionOf(fixture({ backup: { maxConcurrency: 3 } }).template()));
  expect([few.States.RestoreObjects.MaxConcurrency, States.RestoreObjects!.MaxConcurrency]).toEqual([3, 20]);
});

test('with approval it asks before it freezes', async () => {
  const plan = { mode: 'incident', approvalRequired: true, requestedBy: 'ada' };
  const input = { ...incident, plan, approval: { approvedBy: 'grace', decidedIn: 'arn' } };
  expect(await road(input)).toEqual([...straight, 'Verified']);
});

describe('F119 erasures that are declared', () => {
  const repeatWith = LambdaFunction.fromFunctionArn(
    new Stack(new App(), 'Application'),
    'Erase',
    'arn:aws:lambda:us-east-1:111111111111:function:erase',
  );
  const declared = (erasures: Partial<Erasures>) =>
    fixture({ backup: { erasures: { tables: ['users'], repeatWith, ...erasures } } });
  const machine: typeof definition = JSON.parse(definitionOf(declared({}).template()));

  test('are listed before anything is written, and done again before traffic opens; a drill does neither', () => {
    const { isValid, errorsText } = validate(machine);
    expect(isValid ? '' : errorsText('\n')).toBe('');
    const { ErasuresToList, ListErasures, Accepted, RunSmokeJob, RepeatErasures } = machine.States;
    expect(ErasuresToList).toMatchObject({ Choices: [{ Next: 'ListErasures' }], Default: 'ProveReferences' });
    expect(ListErasures).toMatchObject({ Next: 'ProveReferences', Catch: [{ Next: 'DiagnoseFailure' }] });
    expect([RunSmokeJob!.Next, Accepted!.Choices![0]!.Next]).toEqual(['RepeatErasures', 'RepeatErasures']);
    expect(RepeatErasures).toMatchObject({ Next: 'ResumeTraffic', Catch: [{ Next: 'DiagnoseFailure' }] });
  });

  test('are no step of a restore for which none are declared', () =>
    expect(Object.keys(States).filter((name) => name.includes('Erasures'))).toEqual([]));

  test.each<[Partial<Erasures>, string]>([
    [{ tables: [] }, '`erasures` has neither `tables` nor `log`'],
    [{ tables: ['Users'] }, "`tables` of `erasures` is 'Users'; a lower-case Postgres identifier is allowed"],
    [{ log: { table: 'log', subject: 'who', at: 'a t' } }, "`log.at` of `erasures` is 'a t'"],
  ])('%j is refused', (erasures, message) => expect(() => declared(erasures)).toThrow(message));
});

describe('hooks that are declared', () => {
  const application = new Stack(new App(), 'Hooks', { env: { account: '111111111111', region: 'us-east-1' } });
  const imported = (name: string, region = 'us-east-1') =>
    LambdaFunction.fromFunctionArn(application, name, `arn:aws:lambda:${region}:111111111111:function:${name}`);
  const queue = imported('queue');
  const when = RestoreHookTime.AFTER_FREEZE;
  const declared = (hooks: RestoreHook[], traffic: TrafficSwitch[] = []) =>
    fixture({ backup: { hooks, traffic } }).template();

  test('are steps after the freeze and before traffic opens, each run until none is left', () => {
    const hooks = [
      RestoreHook.lambda(queue, { when }),
      RestoreHook.lambda(imported('index'), { when: RestoreHookTime.BEFORE_OPEN }),
    ];
    const machine: typeof definition = JSON.parse(definitionOf(declared(hooks)));
    const { isValid, errorsText } = validate(machine);
    expect(isValid ? '' : errorsText('\n')).toBe('');
    expect(machine.States).toMatchObject({
      FreezeWrites: { Next: 'AfterFreezeHooksLeft' },
      ToFreeze: { Default: 'AfterFreezeHooksLeft' },
      AfterFreezeHooksLeft: { Choices: [{ Next: 'RunAfterFreezeHooks' }], Default: 'DatabaseInScope' },
      RunAfterFreezeHooks: { Next: 'AfterFreezeHooksLeft', Catch: [{ Next: 'DiagnoseFailure' }] },
      EveryObjectVerified: { Default: 'BeforeOpenHooksLeft' },
      ObjectsInScope: { Default: 'BeforeOpenHooksLeft' },
      RestoreInPlace: { Default: 'BeforeOpenHooksLeft' },
      BeforeOpenHooksLeft: { Choices: [{ Next: 'RunBeforeOpenHooks' }], Default: 'TrafficToOpen' },
      RunBeforeOpenHooks: { Next: 'BeforeOpenHooksLeft', Catch: [{ Next: 'DiagnoseFailure' }] },
      TrafficToOpen: { Choices: [{ Next: 'OpenLowTraffic' }], Default: 'RunChecks' },
    });
  });

  test('of one moment make no step of the other; without any there is none', () => {
    const names = (machine: typeof definition) => Object.keys(machine.States).filter((name) => name.includes('Hooks'));
    const one: typeof definition = JSON.parse(definitionOf(declared([RestoreHook.lambda(queue, { when })])));
    expect(names(one).sort()).toEqual(['AfterFreezeHooksLeft', 'RunAfterFreezeHooks']);
    expect(names(definition)).toEqual([]);
  });

  test('that ran before count for nothing in a new attempt', async () => {
    const input = {
      ...incident,
      diagnosis: { attempt: 1 },
      afterFreezeHooks: { ran: [] },
      beforeOpenHooks: { ran: [] },
    };
    const next = await evaluate(String(States.BeginNextAttempt!.Output), { input });
    expect(Object.keys(Object(next)).filter((field) => field.includes('Hooks'))).toEqual([]);
  });

  const own = (minutes: number) =>
    new LambdaFunction(new Stack(new App(), 'Own'), 'Own', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('x'),
      timeout: Duration.minutes(minutes),
    });

  test.each<[string, () => unknown, string]>([
    [
      'two of one name',
      () =>
        declared([
          RestoreHook.lambda(queue, { when }),
          RestoreHook.lambda(queue, { when: RestoreHookTime.BEFORE_OPEN }),
        ]),
      '`hooks` has two of the name "queue"; each needs its own, which the report prints: give `name`.',
    ],
    [
      'a name that no line can hold',
      () => RestoreHook.lambda(queue, { when, name: 'a\nb' }),
      '`name` of a hook is "a\\nb"; 1 to 64 letters, digits, spaces, `.`, `_` and `-` are allowed: give `name`.',
    ],
    ['one of 65 characters', () => RestoreHook.lambda(queue, { when, name: 'a'.repeat(65) }), '1 to 64 letters'],
    [
      'a function that may take longer than it is waited for',
      () => declared([RestoreHook.lambda(own(15), { when })]),
      'The function of the hook "Own" has a `timeout` of 15 minutes; at most 14 minutes are allowed',
    ],
    [
      'a version of such a function',
      () => declared([RestoreHook.lambda(own(15).currentVersion, { when })]),
      'The function of the hook "CurrentVersion" has a `timeout` of 15 minutes',
    ],
    [
      'an alias of a function that the freeze stops',
      () => {
        const fn = own(1);
        const live = new Alias(fn, 'Live', { aliasName: 'live', version: fn.currentVersion });
        return declared([RestoreHook.lambda(live, { when })], [TrafficSwitch.lambdaFunction(fn)]);
      },
      'The function of the hook "Live" is also in `traffic`',
    ],
    [
      'a function that the freeze stops',
      () => declared([RestoreHook.lambda(queue, { when })], [TrafficSwitch.lambdaFunction(queue)]),
      'The function of the hook "queue" is also in `traffic`, which freezes it with a reserved concurrency of 0',
    ],
  ])('%s is refused', (_, declare, message) => expect(declare).toThrow(message));

  test('a function of 14 minutes, and a name of 64 characters, are not', () => {
    expect(() => checkHooks([RestoreHook.lambda(own(14), { when, name: 'a'.repeat(64) })], [])).not.toThrow();
  });
});

/** Where a choice leads with this input. */
async function chosen(name: string, input: object): Promise<string | undefined> {
  for (const { Condition, Next } of States[name]!.Choices!) {
    if (await evaluate(Condition, { input })) return Next;
  }
  return States[name]!.Default;
}

describe('F51 a request with `thaw`', () => {
  const thaw = { tier: 'bulk', days: 7 };
  const plan = { mode: 'incident', approvalRequired: true, thaw };
  const approval = { approvedBy: 'grace', decidedIn: 'arn' };

  test('lists, is approved with the cost in sight, thaws, waits outside of any handler, and freezes only then', async () => {
    expect(await chosen('ThawBeforeApproval', { plan })).toBe('ThawObjects');
    const thawIs = (outcome: string, given: object = {}) =>
      chosen('ThawStands', { plan, ...given, thaw: { outcome, objects: 1 } });
    expect(await thawIs('listing')).toBe('ThawObjects');
    expect(await thawIs('planned')).toBe('ApprovalRequired');
    expect(await chosen('ToThaw', { plan, approval, thaw: { outcome: 'planned' } })).toBe('ThawObjects');
    expect(await thawIs('planned', { approval })).toBe('ThawObjects');
    expect(await thawIs('asking', { approval })).toBe('ThawObjects');
    expect(await thawIs('waiting', { approval })).toBe('WaitForThaw');
    expect(States.WaitForThaw).toMatchObject({ Type: 'Wait', Next: 'ThawObjects' });
    expect(await thawIs('thawed', { approval })).toBe('ToFreeze');
  });

  test('with nothing to thaw is approved all the same, then frozen', async () => {
    const thawed = { outcome: 'thawed', objects: 0 };
    expect(await chosen('ThawStands', { plan, thaw: thawed })).toBe('ApprovalRequired');
    expect(await chosen('ToThaw', { plan, approval, thaw: thawed })).toBe('ToFreeze');
    expect(await chosen('ThawStands', { plan: { ...plan, approvalRequired: false }, thaw: thawed })).toBe('ToFreeze');
  });

  test('thaws for each attempt, which may be at another candidate', () => {
    expect(States.BeginNextAttempt!.Next).toBe('ToThaw');
  });

  test('is looked at every minute where it is quick, every quarter of an hour where it is not', async () => {
    const seconds = (tier: string) => evaluate(States.WaitForThaw!.Seconds!, { input: { plan: { thaw: { tier } } } });
    expect(await Promise.all(['expedited', 'standard', 'bulk'].map(seconds))).toEqual([60, 900, 900]);
  });
});

test('a drill touches neither traffic nor objects', async () => {
  expect(await road({ ...done, plan: { mode: 'drill', approvalRequired: false } })).toEqual([
    'PlanRestore',
    'RestoreDatabase',
    'AwaitDatabase',
    'ConfigureDatabase',
    'PlanObjects',
    'ProveReferences',
    'RunChecks',
    'TearDown',
    'WriteReport',
    'Verified',
  ]);
});

test('keys that are not back end the restore before traffic, with a failure that says where to look', async () => {
  const input = {
    ...incident,
    objectsRestored: { parts: 2, failed: 3 },
    objectPlan: {
      complete: true,
      copy: 8,
      mark: 2,
      results: { bucket: 'evidence', prefix: 'runs/r/attempt-0/results/' },
    },
  };
  const steps = await road(input);
  expect(steps.slice(steps.indexOf('RestoreObjects'))).toEqual([
    'RestoreObjects',
    'DiagnoseFailure',
    'TearDown',
    'WriteReport',
    'Verified',
  ]);
  const { failure } = (await evaluate(String(States.SomeKeysNotRestored!.Output), { input })) as { failure: object };
  expect(failure).toEqual({
    step: 'RestoreObjects',
    error: ErrorName.OBJECTS_NOT_RESTORED,
    cause: '3 of 10 keys could not be brought back: see s3://evidence/runs/r/attempt-0/results/',
  });
});

test.each([
  ['a failure', { failure: { step: 'RunChecks', error: 'CheckFailed', cause: 'no' } }, 'CheckFailed', 'RunChecks: no'],
  ['an incomplete report', { report: { verdict: 'failed', summary: 'no proof' } }, 'ReportIncomplete', 'no proof'],
])('%s ends in Fail, with its reason', async (_, input, error, cause) => {
  expect((await road({ ...incident, ...input })).at(-1)).toBe('Failed');
  expect(await evaluate(States.Failed!.Error!, { input })).toBe(error);
  expect(await evaluate(States.Failed!.Cause!, { input })).toBe(cause);
});

test('a report that could not be written does not change the verdict', async () => {
  expect((await road({ ...incident, report: undefined })).at(-1)).toBe('Verified');
  expect(States.WriteReport!.Catch).toEqual([
    { ErrorEquals: ['States.ALL'], Next: 'Verdict', Output: '{% $states.input %}' },
  ]);
});

test('what is lost and cannot be found out is said, and does not change the verdict', async () => {
  const { Catch } = States.RecordDataLoss!;
  expect(Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'TearDown' }]);
  const input = { traffic: { generation: 4 } };
  const errorOutput = { Error: 'DatabaseRefused', Cause: '{"errorType":"x","errorMessage":"the old one is gone"}' };
  expect(await evaluate(Catch![0]!.Output, { input, errorOutput })).toEqual({
    ...input,
    dataLoss: { outcome: 'unknown', cause: 'the old one is gone' },
  });
  expect(await evaluate(Catch![0]!.Output, { input, errorOutput: { Error: 'States.Timeout' } })).toMatchObject({
    dataLoss: { outcome: 'unknown', cause: 'States.Timeout' },
  });
});

test('polls come every minute for half an hour, then every two', async () => {
  const seconds = (polls: number) =>
    evaluate(States.WaitForDatabase!.Seconds!, { input: { databaseStatus: { polls } } });
  expect(await Promise.all([29, 30].map(seconds))).toEqual([60, 120]);
});

test('an object plan that is not complete is gone on with', async () => {
  const [choice] = States.EveryObjectPlanned!.Choices!;
  expect(await evaluate(choice!.Condition, { input: { objectPlan: { complete: false } } })).toBe(false);
  expect(States.EveryObjectPlanned!.Default).toBe('PlanObjects');
});

test('a verification of the objects that is not complete is gone on with', async () => {
  const [choice] = States.EveryObjectVerified!.Choices!;
  const chosen = (complete: boolean) => evaluate(choice!.Condition, { input: { objectsVerified: { complete } } });
  expect(choice!.Next).toBe('VerifyObjects');
  expect([await chosen(false), await chosen(true)]).toEqual([true, false]);
  expect(States.EveryObjectVerified!.Default).toBe('OpenLowTraffic');
});

test('each part of the objects gets the plan, the attempt and its own name', async () => {
  const context = { Map: { Item: { Value: { Key: 'part-000000.jsonl' } } } };
  const run = { plan: 'plan', execution: 'execution', attempt: 1, objectPlan: 'objects', proof: 'proof' };
  const input = { ...run, other: 'left out' };
  const selector = Object.entries(States.RestoreObjects!.ItemSelector!);
  const item = await Promise.all(
    selector.map(async ([key, value]) => [key, await evaluate(value, { input, context })]),
  );
  expect(Object.fromEntries(item)).toEqual({
    ...run,
    acceptedLosses: null,
    part: { Key: 'part-000000.jsonl' },
  });
});

test.each([
  [[], { parts: 0, failed: 0, broken: [] }],
  [[0], { parts: 1, failed: 0, broken: [] }],
  [[0, 2, 1], { parts: 3, failed: 3, broken: [] }],
  [['FreezeEscaped'], { parts: 1, failed: 0, broken: ['FreezeEscaped'] }],
  [
    [1, 'FreezeEscaped', 'States.Timeout', 'FreezeEscaped'],
    { parts: 4, failed: 1, broken: ['FreezeEscaped', 'States.Timeout'] },
  ],
])('the parts %j add up', async (result, objectsRestored) => {
  const states = { input: { attempt: 0 }, result };
  expect(await evaluate(String(States.RestoreObjects!.Output), states)).toEqual({ attempt: 0, objectsRestored });
});

test('a part that breaks keeps the name of its error, and fails the step', async () => {
  const part = States.RestoreObjects!.ItemProcessor!.States;
  const [caught] = part.RestoreObjectsPart!.Catch!;
  expect(caught).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'RestoreObjectsPartBroken' });
  expect(await evaluate(caught!.Output, { errorOutput: { Error: 'FreezeEscaped', Cause: 'long' } })).toBe(
    'FreezeEscaped',
  );
  const input = {
    ...incident,
    objectsRestored: { parts: 2, failed: 0, broken: ['FreezeEscaped'] },
    objectPlan: { ...done.objectPlan, results: { bucket: 'evidence', prefix: 'runs/r/attempt-0/results/' } },
  };
  expect(await road(input)).not.toContain('VerifyObjects');
  expect(await evaluate(String(States.SomeKeysNotRestored!.Output), { input })).toMatchObject({
    failure: {
      step: 'RestoreObjects',
      error: 'FreezeEscaped',
      cause: expect.stringContaining('ended with FreezeEscaped'),
    },
  });
});

/** What comes with a token is not a handler's, and is looked at when it is used. */
const fromPeople = ['RequestApproval', 'AwaitDecision'];

describe.each(tasks)('%s', (name, state) => {
  const task = state.ItemProcessor?.States.RestoreObjectsPart ?? state;

  test('has a limit, which is longer than the one of its handler', () => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
  });

  test('invokes the handler of its name with the whole workflow and itself', async () => {
    expect(task.Arguments!.FunctionName).toContain(name);
    const context = { State: { Name: name, EnteredTime: 'now', RetryCount: 1 }, Task: { Token: 'token' } };
    expect(await evaluate(task.Arguments!.Payload, { input: { attempt: 0 }, context })).toMatchObject({
      attempt: 0,
      step: { name, enteredAt: 'now', retryCount: 1 },
    });
  });

  test.each([{ nonsense: true }, null, 'done', {}])('F72 takes %j for no answer', async (Payload) => {
    if (fromPeople.includes(name)) return;
    await expect(evaluate(String(task.Output), { input: {}, result: { Payload } })).rejects.toMatchObject({
      message: expect.stringMatching(/^That is no /),
    });
  });

  test('tries again what may pass, with jitter, and no refused access', () => {
    const errors = task.Retry!.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(errors).toEqual(
      expect.arrayContaining(['Lambda.TooManyRequestsException', 'Sandbox.Timedout', 'Retryable']),
    );
    expect(errors.filter((error) => /ALL|TaskFailed|Denied/.test(error))).toEqual([]);
    expect(task.Retry!.every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
  });

  test('F109 waits more than an hour for a place among the functions of the account', () => {
    const retry = task.Retry!.find(({ ErrorEquals }) => ErrorEquals.includes('Lambda.TooManyRequestsException'))!;
    const waits = Array.from({ length: retry.MaxAttempts! }, (_, n) =>
      Math.min(retry.IntervalSeconds! * 2 ** n, retry.MaxDelaySeconds!),
    );
    // With full jitter half of it on the average.
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 2).toBeGreaterThan(3_600);
  });

  test('leads every error to the report', () => {
    const [caught] = state.Catch!;
    expect(caught!.ErrorEquals).toEqual(['States.ALL']);
    const outside: Readonly<Record<string, string>> = {
      PlanRestore: 'WriteReport',
      RequestApproval: 'TearDown',
      ResumeTraffic: 'TearDown',
      RecordDataLoss: 'TearDown',
      DiagnoseFailure: 'TearDown',
      AwaitDecision: 'TearDown',
      TearDown: 'WriteReport',
      WriteReport: 'Verdict',
    };
    expect(caught!.Next).toBe(outside[name] ?? 'DiagnoseFailure');
  });
});

test.each([[{ approvedBy: 'grace' }], [{ decidedIn: 'arn' }], [{}], [null], ['grace']])(
  'F74 %j is no approval: only the decision state machine approves',
  async (approval) => {
    const plan = { mode: 'incident', approvalRequired: true, requestedBy: 'ada' };
    const steps = await road({ ...incident, plan, approval });
    expect(steps).toEqual(['PlanRestore', 'RequestApproval', 'TearDown', 'WriteReport', 'Verified']);
  },
);

test('a new attempt begins without anything of the one before', async () => {
  const kept = { request: {}, execution: {}, plan: { mode: 'incident' }, freeze: { generation: 4 } };
  const attempts = [{ attempt: 0, candidate: 0 }];
  const input = {
    ...kept,
    ...incident,
    plan: kept.plan,
    attempt: 0,
    candidate: 0,
    attempts: [],
    failure: { step: 'RunChecks' },
    decision: { action: 'next' },
    diagnosis: { action: 'next', attempt: 1, candidate: 1, attempts },
  };
  expect(await evaluate(String(States.BeginNextAttempt!.Output), { input })).toEqual({
    ...kept,
    attempt: 1,
    candidate: 1,
    attempts,
  });
});

describe('a failure', () => {
  const fail = async (Cause: string | undefined, input: object = {}) => {
    const states = { input, context: { State: { Name: 'RunChecks' } }, errorOutput: { Error: 'CheckFailed', Cause } };
    return ((await evaluate(States.RunChecks!.Catch![0]!.Output, states)) as { failure: object }).failure;
  };

  test('of a handler carries its message', async () => {
    const message = 'rows "a\\b" are\nmissing {1}';
    const cause = JSON.stringify({ errorType: 'CheckFailed', errorMessage: message, trace: ['Error: "x"'] });
    expect(await fail(cause)).toEqual({ step: 'RunChecks', error: 'CheckFailed', cause: message });
  });

  test.each(['plain text', '{"errorType":"X"', '{"errorMessage":"cut of', '{"errorMessage":null}', ''])(
    'with the cause %j carries it as it is',
    async (cause) => expect(await fail(cause)).toMatchObject({ cause }),
  );

  test('without a cause has an empty one', async () => {
    expect(await fail(undefined)).toMatchObject({ cause: '' });
  });

  test('does not hide the first one', async () => {
    const first = { step: 'PlanRestore', error: 'InvalidRequest', cause: 'why' };
    expect(await fail('later', { failure: first })).toEqual(first);
  });
});
