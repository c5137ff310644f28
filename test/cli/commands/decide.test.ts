import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { approveCommand } from '../../../cli/commands/approve';
import { decideCommand } from '../../../cli/commands/decide';
import { restoreCommand } from '../../../cli/commands/restore';
import { BadArguments } from '../../../cli/exit-code';
import { STEPS, type StepName } from '../../../domain/workflow/workflow';
import { bundlePath } from '../../../lib/handler/handler';
import { type LocalAws, startLocalAws } from '../../../local/aws/local-aws';
import { WORKFLOW } from '../../domain/report/report-fixture';
import { PLAN } from '../../domain/workflow/workflow-fixture';
import { fixture, plain } from '../../lib/fixture';

/** These answer for themselves: the bundles that are deployed. */
const REAL: readonly StepName[] = ['RequestApproval', 'AwaitDecision', 'DiagnoseFailure'];

const template = fixture().template();
const directory = mkdtempSync(join(tmpdir(), 'pegasus-decide-'));
let aws: LocalAws;
let topic: string;
/** What the plan says besides, and which step fails how. */
let planned: object;
let failing: (step: StepName, attempt: number) => string | undefined;
let output: string[];

beforeAll(async () => {
  aws = await startLocalAws({ directory, waitScale: 0.001 });
  Object.assign(process.env, aws.environment);
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }));
  s3.destroy();
  topic = aws.topics.create('restores');
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::Lambda::Function'))) {
    const step = STEPS.find((name) => id.includes(`Handlers${name}`));
    if (step === undefined) continue;
    const bundle = step.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    aws.functions.create({
      name: id,
      code: bundlePath(bundle),
      handler: 'index.handler',
      runtime: Properties.Runtime,
      timeoutSeconds: 60,
      memoryMegabytes: 256,
      environment: {
        EVIDENCE_BUCKET: 'evidence',
        NOTIFICATION_TOPIC_ARN: topic,
        PATIENCE_SECONDS: '60',
        TRAFFIC_PARAMETER: '/traffic',
        SWITCHES: '[]',
        HOLD: 'second person',
      },
    });
  }
  aws.functions.intercept = (name, payload) => {
    const step = STEPS.find((one) => name.includes(`Handlers${one}`))!;
    const { execution, attempt = 0 } = payload as { execution: { name: string }; attempt?: number };
    if (REAL.includes(step)) return undefined;
    const error = failing(step, attempt);
    if (error !== undefined) return { throw: { errorType: error, errorMessage: 'it was refused' } };
    const runId = execution.name;
    const plan = { ...PLAN, runId, evidence: { bucket: 'evidence', prefix: `runs/${runId}/` }, ...planned };
    const answers: Partial<Record<StepName, unknown>> = {
      PlanRestore: plan,
      FreezeWrites: WORKFLOW.freeze,
      RestoreDatabase: WORKFLOW.databaseRestore,
      AwaitDatabase: WORKFLOW.databaseStatus,
      ConfigureDatabase: WORKFLOW.database,
      PlanObjects: WORKFLOW.objectPlan,
      ProveReferences: WORKFLOW.proof,
      VerifyObjects: WORKFLOW.objectsVerified,
      OpenLowTraffic: WORKFLOW.lowTraffic,
      RunChecks: WORKFLOW.checks,
      RunSmokeJob: WORKFLOW.smokeJob,
      ResumeTraffic: WORKFLOW.traffic,
      RecordDataLoss: WORKFLOW.dataLoss,
      TearDown: WORKFLOW.tornDown,
      WriteReport: { verdict: 'verified', summary: '', bucket: 'b', json: 'j', markdown: 'm', html: 'h' },
    };
    return { answer: answers[step] ?? { name: step } };
  };
});
afterAll(async () => {
  await aws.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  planned = {};
  failing = () => undefined;
  output = [];
  jest.spyOn(console, 'log').mockImplementation((line) => void output.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

let stateMachines = 0;
/** The synthesised machine; what people may take is cut down to seconds where it is given. */
async function stateMachine(patience: Partial<Record<StepName, number>> = {}): Promise<string> {
  const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const definition = JSON.parse(plain(found!.Properties.DefinitionString));
  definition.States.RestoreObjects.ItemReader.Arguments.Bucket = 'evidence';
  for (const [step, seconds] of Object.entries(patience)) definition.States[step].TimeoutSeconds = seconds;
  return await aws.states.createStateMachine(`restore-${++stateMachines}`, JSON.stringify(definition));
}

async function cli(command: Command, ...args: string[]): Promise<void> {
  const program = new Command().exitOverride().addCommand(command.exitOverride());
  await program.parseAsync(['node', 'pegasus-backup', command.name(), ...args, '--endpoint-url', aws.endpoint]);
}
const decide = (arn: string, action: string, by = 'grace', reason = 'the quota was raised') =>
  cli(decideCommand(), '--state-machine', arn, '--action', action, '--by', by, '--reason', reason);
const approve = (arn: string, by: string, ...more: string[]) =>
  cli(approveCommand(), '--state-machine', arn, '--by', by, ...more);
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

const refusedOnce = (step: StepName, attempt: number) =>
  step === 'RestoreDatabase' && attempt === 0 ? 'DatabaseRefused' : undefined;

describe('decide', () => {
  beforeEach(() => {
    failing = refusedOnce;
  });

  test('retry: the waiting restore is found, goes on, and is verified', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await decide(arn, 'retry');
    expect(output.at(-1)).toMatch(/^grace decided `retry` at .*: the quota was raised$/);
    expect(process.exitCode).toBe(0);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
  });

  test("F74 the word of the starter is refused by the machine, which asks again; then it is somebody else's", async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    const before = asked('DECISION NEEDED');
    await decide(arn, 'abort', 'Ada');
    expect(output.at(-1)).toMatch(/refused: Ada requested the restore; another person must decide/);
    expect(process.exitCode).toBe(1);
    await until(() => asked('DECISION NEEDED') > before);
    await decide(arn, 'abort');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error]).toEqual(['FAILED', 'DatabaseRefused']);
  });

  test('F74 a hold that nobody has answered expires, frozen; a word after it, or after abort, is too late', async () => {
    const arn = await stateMachine({ AwaitDecision: 2 });
    await asks(arn, 'AwaitDecision');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error]).toEqual(['FAILED', 'DatabaseRefused']);
    await expect(decide(arn, 'retry')).rejects.toThrow(/No restore waits in AwaitDecision: .* has expired/);
    await expect(decide(arn, 'retry')).rejects.toBeInstanceOf(BadArguments);
  });

  test('what the machine would refuse is said before anything is sent', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await expect(decide(arn, 'next')).rejects.toThrow(/there is no candidate after 1 of 1/);
    await expect(decide(arn, 'accept')).rejects.toThrow(/only what fails in RunChecks or RunSmokeJob can be accepted/);
    await expect(decide(arn, 'retry', 'grace', ' ')).rejects.toThrow(/`reason` is missing/);
    newest(arn).stop('ABORTED');
  });

  test('the token is printed nowhere', async () => {
    const arn = await stateMachine();
    await asks(arn, 'AwaitDecision');
    await decide(arn, 'abort');
    expect(output.join('\n')).not.toMatch(/[A-Za-z0-9+/]{40,}/);
    expect(aws.topics.messages.map(({ message }) => message).join('\n')).not.toMatch(/[A-Za-z0-9+/]{64}/);
  });
});

describe('approve', () => {
  beforeEach(() => {
    planned = { approvalRequired: true };
  });

  test('by somebody else: the restore begins', async () => {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await approve(arn, 'grace');
    await until(() => newest(arn).status !== 'RUNNING');
    expect(newest(arn).status).toBe('SUCCEEDED');
  });

  test('F74 by the starter: refused; refused by somebody else, it ends and cannot be approved any more', async () => {
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await expect(approve(arn, ' ADA ')).rejects.toThrow(/ada requested this restore, and the approver must differ/);
    await approve(arn, 'grace', '--refuse', 'not during the exam');
    await until(() => newest(arn).status !== 'RUNNING');
    expect([newest(arn).status, newest(arn).error, newest(arn).cause]).toEqual([
      'FAILED',
      'ApprovalRefused',
      'RequestApproval: grace: not during the exam',
    ]);
    await expect(approve(arn, 'grace')).rejects.toThrow(/No restore waits in RequestApproval/);
  });

  test('F74 an approval that nobody has given expires, and nothing was frozen', async () => {
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
    planned = { approvalRequired: true };
    const arn = await stateMachine();
    await asks(arn, 'RequestApproval');
    await restore(arn);
    expect(output[0]).toBe(output[1]);
    expect(aws.states.executionsOf(arn)).toHaveLength(1);
    newest(arn).stop('ABORTED');
  });

  test('F10 one that was stopped is started again, and one that was verified only with --again', async () => {
    const arn = await stateMachine();
    failing = (step) => (step === 'PlanRestore' ? 'TargetTimeOutOfRange' : undefined);
    await restore(arn);
    await until(() => newest(arn).status !== 'RUNNING');
    failing = () => undefined;
    await restore(arn);
    await until(() => newest(arn).status !== 'RUNNING');
    expect(output[1]).toBe(`${output[0]}-2`);
    await expect(restore(arn)).rejects.toThrow(/carried out and verified: .*-2\. .*Add `--again`/);
    await restore(arn, '--again');
    expect(aws.states.executionsOf(arn)).toHaveLength(3);
    await until(() => newest(arn).status !== 'RUNNING');
  });
});
