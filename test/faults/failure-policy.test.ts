import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { HoldPolicy } from '../../domain/workflow/failure-policy';
import { ALL_STEPS, type RestorePlan, type StepName, type Workflow } from '../../domain/workflow/workflow';
import { awaitDecision } from '../../lambda/steps/await-decision';
import { diagnoseFailure } from '../../lambda/steps/diagnose-failure';
import { repeatErasures } from '../../lambda/steps/repeat-erasures';
import { RestoreHook, RestoreHookTime } from '../../lib';
import { runNextHook } from '../../runtime/execution/run-hooks';

import { WORKFLOW } from '../domain/report/report-fixture';
import { PLAN } from '../domain/workflow/workflow-fixture';
import { definitionOf, fixture } from '../lib/fixture';
import { done, failed, type StatesHarness, startStates } from '../local/aws/step-functions/harness';
import { MemoryEvidence } from '../runtime/evidence/memory-evidence';

const definition = JSON.parse(definitionOf(fixture().template()));
const repeatWith = LambdaFunction.fromFunctionArn(
  new Stack(new App(), 'Application'),
  'Erase',
  'arn:aws:lambda:us-east-1:111111111111:function:erase',
);
const erasing = JSON.parse(
  definitionOf(fixture({ backup: { erasures: { tables: ['users'], repeatWith } } }).template()),
);
const hooking = JSON.parse(
  definitionOf(
    fixture({
      backup: {
        hooks: Object.values(RestoreHookTime).map((when) => RestoreHook.lambda(repeatWith, { when, name: when })),
      },
    }).template(),
  ),
);
const HOOKS: RestorePlan['hooks'] = [
  { name: 'queue', when: 'after-freeze', functionArn: 'arn:queue' },
  { name: 'cache', when: 'before-open', functionArn: 'arn:cache' },
  { name: 'index', when: 'before-open', functionArn: 'arn:index' },
];
const [first] = PLAN.candidates;
const second = { ...first!, objectTime: '2026-11-23T04:04:00Z', databaseIdentifier: 'pegasus-12345678-a2' };

let harness: StatesHarness;
let evidence: MemoryEvidence;
let told: string[];
/** Steps in the order in which they were entered, with the attempt and the candidate. */
let road: string[];
let freezes: number;
/** The last token that a step was given. */
let token: string | undefined;
beforeAll(async () => {
  harness = await startStates();
});
afterAll(() => harness.close());
beforeEach(() => {
  evidence = new MemoryEvidence();
  told = [];
  road = [];
  freezes = 0;
  token = undefined;
});

/** The synthesised machine with the real DiagnoseFailure and AwaitDecision; the other steps do what the test says. */
async function run(
  fails: (step: StepName, workflow: Workflow) => string | undefined,
  {
    hold = 'operator',
    candidates = [first!],
    thaw,
    erase,
    planned,
  }: Partial<Pick<RestorePlan, 'thaw'>> & {
    /** With hooks: of the plan. */
    planned?: Partial<Pick<RestorePlan, 'mode' | 'scope' | 'hooks'>>;
    hold?: HoldPolicy;
    candidates?: (typeof second)[];
    /** Of two rows, how many are still there when the function says that none is. */
    erase?: () => number;
  } = {},
) {
  const notifications = { publish: async (subject: string) => void told.push(subject) };
  const answers: Partial<Record<StepName, unknown>> = {
    PlanRestore: { ...PLAN, candidates, ...(thaw && { thaw }), ...planned },
    ThawObjects: { outcome: 'thawed', objects: 1, bytes: 1 },
    FreezeWrites: WORKFLOW.freeze,
    RestoreDatabase: WORKFLOW.databaseRestore,
    AwaitDatabase: WORKFLOW.databaseStatus,
    KeepDatabase: { ...WORKFLOW.database, recoveredToSource: 'live' },
    ConfigureDatabase: WORKFLOW.database,
    // There is no part of actions here.
    PlanObjects: { ...WORKFLOW.objectPlan, copy: 0, mark: 0 },
    ListErasures: await listed(),
    ProveReferences: WORKFLOW.proof,
    VerifyObjects: WORKFLOW.objectsVerified,
    OpenLowTraffic: WORKFLOW.lowTraffic,
    RunChecks: WORKFLOW.checks,
    RunSmokeJob: WORKFLOW.smokeJob,
    ResumeTraffic: WORKFLOW.traffic,
    RecordDataLoss: { outcome: 'unknown', cause: 'not looked for' },
    TearDown: WORKFLOW.tornDown,
    WriteReport: { verdict: 'verified', summary: '', bucket: 'b', json: 'j', markdown: 'm', html: 'h' },
  };
  harness.answer = async (payload, functionName) => {
    const name = ALL_STEPS.find((step) => functionName.includes(`Handlers${step}`))!;
    const workflow = payload as Workflow & { taskToken: string; step: never; failure: never; diagnosis: never };
    road.push(`${name} ${workflow.attempt ?? 0}/${workflow.candidate ?? 0}`);
    const error = fails(name, workflow);
    if (error !== undefined) return failed(error);
    if (name === 'DiagnoseFailure') {
      const freezeAgain = async () => {
        freezes++;
        return 'frozen' as const;
      };
      return done(await diagnoseFailure(workflow, { hold, notifications, freezeAgain }));
    }
    if (name === 'AwaitDecision') {
      token = workflow.taskToken;
      await awaitDecision(workflow, { evidence, notifications, patienceSeconds: 60 });
      return done(null);
    }
    if (name === 'RepeatErasures') {
      const erased = async () => ({ erased: 2, kept: 0 });
      const world = { evidence, erasures: { erase: erased }, secretArn: 'arn', timeLeft: () => 60_000 };
      return await repeatErasures(workflow, { ...world, countThere: async () => erase!() }).then(done, (error: Error) =>
        failed(error.name, error.message),
      );
    }
    if (name === 'RunAfterFreezeHooks' || name === 'RunBeforeOpenHooks') {
      const hooks = { run: async (hook: { name: string }) => `${hook.name} is done` };
      const when = name === 'RunAfterFreezeHooks' ? 'after-freeze' : 'before-open';
      return done(await runNextHook(when, workflow, { pair: 'Test', hooks, now: () => 0 }));
    }
    return done(answers[name] ?? { name });
  };
  const arn = await harness.states.createStateMachine(
    `restore-${Math.random().toString(36).slice(2)}`,
    JSON.stringify(erase !== undefined ? erasing : planned !== undefined ? hooking : definition),
  );
  return harness.states.startExecution(arn, JSON.stringify({ targetTime: PLAN.targetTime, reason: 'why' }));
}

/** Two people who were erased after the target time. */
async function listed(): Promise<Workflow['erasures']> {
  const text = ['ada', 'grace'].map((id) => `${JSON.stringify({ table: 'public.users', subject: { id } })}\n`).join('');
  const list = { bucket: 'evidence', prefix: 'data-loss/run-1/erasures/attempt-0/' };
  await evidence.putText(`${list.prefix}part-000000.jsonl`, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { outcome: 'listed', database: 'pegasus', expected: 2, list, sha256, notListed: [] };
}

/** Sends the token of an attempt's hold back, as soon as it is there. */
async function decide(attempt: number, decision: object): Promise<string> {
  const given = await asked(attempt);
  harness.states.tokens.succeed(given, JSON.stringify(decision));
  return given;
}
async function asked(attempt: number): Promise<string> {
  for (;;) {
    if (evidence.json(`runs/run-1/decisions/attempt-${attempt}.json`) !== undefined) return token!;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const decision = (said: string, other: object = {}) => ({
  action: said,
  by: 'grace',
  at: 'now',
  reason: 'the quota was raised',
  ...other,
});
const entered = (step: StepName) => road.filter((one) => one.startsWith(`${step} `)).map((one) => one.split(' ')[1]);

test('F51 a thaw that fails is held before anything is frozen, and thawed for the next attempt', async () => {
  const execution = await run(
    (step, { attempt }) => (step === 'ThawObjects' && attempt === 0 ? 'ThawFailed' : undefined),
    { thaw: { tier: 'standard', days: 7 } },
  );
  await decide(0, decision('retry'));
  await execution.finished;
  expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
  expect([entered('ThawObjects'), entered('FreezeWrites')]).toEqual([['0/0', '1/0'], ['1/0']]);
  expect(told.find((subject) => subject.startsWith('DECISION NEEDED'))).toMatch(/nothing frozen yet$/);
});

test('F59 a first candidate that is damaged climbs to the second, which is verified, with its own attempt', async () => {
  const execution = await run(
    (step, { candidate }) => (step === 'ProveReferences' && candidate === 0 ? 'DanglingReferences' : undefined),
    { candidates: [first!, second] },
  );
  await execution.finished;
  expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
  expect(entered('RestoreDatabase')).toEqual(['0/0', '1/1']);
  expect(entered('FreezeWrites')).toEqual(['0/0']);
  const { payload } = harness.invocations.filter(({ name }) => name.includes('WriteReport')).at(-1)!;
  expect(payload).toMatchObject({ attempts: [{ failure: { error: 'DanglingReferences' }, action: 'next' }] });
  expect(payload).not.toHaveProperty('failure');
});

test('F22 what passes is tried again twice at the same candidate, and then ends where nobody is asked', async () => {
  const execution = await run((step) => (step === 'RestoreDatabase' ? 'States.Timeout' : undefined), { hold: 'never' });
  await execution.finished;
  expect([execution.status, execution.error]).toEqual(['FAILED', 'States.Timeout']);
  expect(entered('RestoreDatabase')).toEqual(['0/0', '1/0', '2/0']);
});

describe('an unknown failure holds, frozen, until somebody says', () => {
  const refusedOnce = (step: StepName, { attempt }: Workflow) =>
    step === 'RestoreDatabase' && attempt === 0 ? 'DatabaseRefused' : undefined;
  const checksFail = (step: StepName) => (step === 'RunChecks' ? 'CheckFailed' : undefined);

  test('retry: the same candidate is restored and verified', async () => {
    const execution = await run(refusedOnce);
    await decide(0, decision('retry'));
    await execution.finished;
    expect(execution.status).toBe('SUCCEEDED');
    expect(entered('RestoreDatabase')).toEqual(['0/0', '1/0']);
    expect(told[0]).toMatch(/DECISION NEEDED/);
    expect(freezes).toBe(2);
  });

  test('next: the next candidate', async () => {
    const execution = await run(refusedOnce, { candidates: [first!, second] });
    await decide(0, decision('next'));
    await execution.finished;
    expect([execution.status, ...entered('RestoreDatabase')]).toEqual(['SUCCEEDED', '0/0', '1/1']);
  });

  test('abort: it ends red, with the failure that it held for', async () => {
    const execution = await run(refusedOnce);
    await decide(0, decision('abort'));
    await execution.finished;
    expect([execution.status, execution.error]).toEqual(['FAILED', 'DatabaseRefused']);
    expect(entered('ResumeTraffic')).toEqual([]);
    expect(entered('TearDown')).toHaveLength(1);
  });

  test('accept: opens what the checks did not pass, and stays red', async () => {
    const execution = await run(checksFail);
    await decide(0, decision('accept', { reason: 'the one lecture is known to be broken' }));
    await execution.finished;
    expect([execution.status, execution.error]).toEqual(['FAILED', 'CheckFailed']);
    expect(entered('ResumeTraffic')).toEqual(['0/0']);
    expect(entered('RunSmokeJob')).toEqual([]);
  });

  test('accept that cannot be opened ends, and asks nobody again', async () => {
    let opened = 0;
    const execution = await run((step) =>
      step === 'RunChecks' ? 'CheckFailed' : step === 'OpenLowTraffic' && opened++ > 0 ? 'FreezeEscaped' : undefined,
    );
    await decide(0, decision('accept', { reason: 'the one lecture is known to be broken' }));
    await execution.finished;
    expect([execution.status, entered('ResumeTraffic')]).toEqual(['FAILED', []]);
  });

  test('F74 a token counts once', async () => {
    const execution = await run(refusedOnce);
    const token = await decide(0, decision('abort'));
    await execution.finished;
    expect(() => harness.states.tokens.succeed(token, JSON.stringify(decision('retry')))).toThrow(/Task Timed Out/);
  });

  test('a token that comes back as a failure ends the run, frozen', async () => {
    const execution = await run(refusedOnce);
    harness.states.tokens.fail(await asked(0), 'No', 'not tonight');
    await execution.finished;
    expect([execution.status, execution.error]).toEqual(['FAILED', 'DatabaseRefused']);
    const { payload } = harness.invocations.filter(({ name }) => name.includes('WriteReport')).at(-1)!;
    expect(payload).toMatchObject({ decision: { action: 'abort', reason: 'no decision: No not tonight' } });
  });
});

describe('F119 people who were erased after the target time', () => {
  const succeeds = () => undefined;

  test('are erased again before traffic opens', async () => {
    const execution = await run(succeeds, { erase: () => 0 });
    await execution.finished;
    expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
    const steps = road.map((one) => one.split(' ')[0]);
    expect(steps.filter((step) => /Erasures|ProveReferences|RunSmokeJob|ResumeTraffic/.test(step!))).toEqual([
      'ListErasures',
      'ProveReferences',
      'RunSmokeJob',
      'RepeatErasures',
      'ResumeTraffic',
    ]);
  });

  test('and are not, whatever the function says: held, frozen; the next attempt goes on with the same list', async () => {
    let left = 2;
    const execution = await run(succeeds, { erase: () => left });
    await decide(0, decision('retry')).then(() => {
      left = 0;
    });
    await execution.finished;
    expect(execution.status).toBe('SUCCEEDED');
    expect(entered('ResumeTraffic')).toEqual(['1/0']);
    expect(freezes).toBe(2);
    expect(told.filter((subject) => subject.startsWith('DECISION NEEDED'))).toHaveLength(1);
    const again = harness.invocations.filter(({ name }) => name.includes('HandlersListErasures')).at(-1);
    expect(again!.payload).toMatchObject({ erasures: { outcome: 'listed', expected: 2 } });
  });

  test('by decision traffic opens without, and the run stays red, with no name in its cause', async () => {
    const execution = await run(succeeds, { erase: () => 2 });
    await decide(0, decision('accept', { reason: 'erased by hand, ticket 311' }));
    await execution.finished;
    expect([execution.status, execution.error]).toEqual(['FAILED', 'ErasuresNotRepeated']);
    expect(execution.cause).toMatch(/the restored database has 2 of these 2 rows \(s3:\/\/evidence\/data-loss\//);
    expect(execution.cause).not.toMatch(/ada|grace/);
    expect(entered('ResumeTraffic')).toEqual(['0/0']);
  });
});

describe('hooks', () => {
  const succeeds = () => undefined;
  /** From the freeze to low traffic, each step once for each time that it was entered. */
  const steps = () => road.map((one) => one.split(' ')[0]!);
  const around = (step: string) => {
    const all = steps();
    return [all[all.indexOf(step) - 1], all[all.lastIndexOf(step) + 1]];
  };
  const times = (step: StepName) => entered(step).length;

  test.each(['both', 'database', 'objects'] as const)(
    'run after the freeze is proved, and before the application is led to what is verified; in scope: %s',
    async (scope) => {
      const execution = await run(succeeds, { planned: { hooks: HOOKS, scope } });
      await execution.finished;
      expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
      expect([times('RunAfterFreezeHooks'), times('RunBeforeOpenHooks')]).toEqual([1, 2]);
      expect(around('RunAfterFreezeHooks')).toEqual([
        'FreezeWrites',
        scope === 'objects' ? 'KeepDatabase' : 'RestoreDatabase',
      ]);
      expect(around('RunBeforeOpenHooks')).toEqual([
        scope === 'database' ? 'ProveReferences' : 'VerifyObjects',
        'OpenLowTraffic',
      ]);
      const { payload } = harness.invocations.filter(({ name }) => name.includes('WriteReport')).at(-1)!;
      expect(payload).toMatchObject({
        afterFreezeHooks: { ran: [{ name: 'queue', done: 'queue is done' }] },
        beforeOpenHooks: { ran: [{ name: 'cache' }, { name: 'index' }] },
      });
    },
  );

  test('are no step of a run whose plan has none', async () => {
    const execution = await run(succeeds, { planned: {} });
    await execution.finished;
    expect(execution.status).toBe('SUCCEEDED');
    expect(steps().filter((step) => step.includes('Hooks'))).toEqual([]);
    expect(around('FreezeWrites')[1]).toBe('RestoreDatabase');
  });

  test('that are meant for drills run in one, where nothing is frozen and nothing opened', async () => {
    const execution = await run(succeeds, { planned: { hooks: HOOKS, mode: 'drill' } });
    await execution.finished;
    expect(execution.status).toBe('SUCCEEDED');
    expect([around('RunAfterFreezeHooks'), around('RunBeforeOpenHooks')]).toEqual([
      ['PlanRestore', 'RestoreDatabase'],
      ['ProveReferences', 'RunChecks'],
    ]);
    expect(steps()).not.toContain('OpenLowTraffic');
  });

  test.each(['RunAfterFreezeHooks', 'RunBeforeOpenHooks'] as const)(
    '%s that fails is held, frozen; the next attempt runs every hook again',
    async (failing) => {
      const execution = await run(
        (step, { attempt }) => (step === failing && attempt === 0 ? 'HookFailed' : undefined),
        { planned: { hooks: HOOKS } },
      );
      await decide(0, decision('retry'));
      await execution.finished;
      expect([execution.status, execution.cause]).toEqual(['SUCCEEDED', undefined]);
      expect(told.filter((subject) => subject.startsWith('DECISION NEEDED'))).toHaveLength(1);
      expect(freezes).toBe(2);
      expect(entered('OpenLowTraffic')).toEqual(['1/0']);
      const again = (step: StepName) => entered(step).filter((one) => one === '1/0').length;
      expect([again('RunAfterFreezeHooks'), again('RunBeforeOpenHooks')]).toEqual([1, 2]);
    },
  );

  test('run again for the next candidate', async () => {
    const execution = await run(
      (step, { candidate }) => (step === 'ProveReferences' && candidate === 0 ? 'DanglingReferences' : undefined),
      { candidates: [first!, second], planned: { hooks: HOOKS } },
    );
    await execution.finished;
    expect([execution.status, ...entered('RunAfterFreezeHooks')]).toEqual(['SUCCEEDED', '0/0', '1/1']);
    expect(entered('RunBeforeOpenHooks')).toEqual(['1/1', '1/1']);
  });

  test('of an attempt that is accepted have run, and do not run again', async () => {
    const execution = await run((step) => (step === 'RunChecks' ? 'CheckFailed' : undefined), {
      planned: { hooks: HOOKS },
    });
    await decide(0, decision('accept', { reason: 'the one lecture is known to be broken' }));
    await execution.finished;
    expect([times('RunBeforeOpenHooks'), times('OpenLowTraffic')]).toEqual([2, 2]);
  });
});
