import { ErrorName, PegasusError } from '../../domain/workflow/errors';
import type { LedgerEntry } from '../../domain/workflow/ledger';
import { named } from '../../domain/workflow/named';
import type { RestorePlan, Workflow } from '../../domain/workflow/workflow';
import { environment, stepHandler } from '../../lambda/step-handler';
import { EXECUTION, PLAN, STEP } from '../domain/workflow/workflow-fixture';

const context = { getRemainingTimeInMillis: () => 60_000 };
const step = { ...STEP.step, name: 'RestoreDatabase' as const };
const input = { plan: PLAN, execution: EXECUTION, step };

beforeAll(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
});

/** A ledger in memory. */
function ledger() {
  const entries: LedgerEntry[] = [];
  return { entries, recordStep: async (_place: unknown, _at: string, entry: LedgerEntry) => void entries.push(entry) };
}

test('what a step returns stands in the ledger', async () => {
  const { entries, recordStep } = ledger();
  const handler = stepHandler('RestoreDatabase', async () => ({ identifier: 'x' }), { recordStep });
  await handler(input, context);
  expect(entries).toMatchObject([{ step: 'RestoreDatabase', outcome: 'done', retry: 0, output: { identifier: 'x' } }]);
});

test('a failure stands in the ledger, and keeps its name', async () => {
  const { entries, recordStep } = ledger();
  const failing = async () => {
    throw Object.assign(new Error('no room'), { name: 'DatabaseRefused' });
  };
  const handler = stepHandler('RestoreDatabase', failing, { recordStep });
  await expect(handler({ ...input, step: { ...step, retryCount: 2 } }, context)).rejects.toMatchObject({
    name: 'DatabaseRefused',
  });
  expect(entries).toMatchObject([
    { outcome: 'failed', retry: 2, error: { name: 'DatabaseRefused', message: 'no room' } },
  ]);
});

test('F119 the key of a row or an object is in the ledger; log and history have a digest, and where to look', async () => {
  const { entries, recordStep } = ledger();
  const failing = async () => {
    throw new PegasusError(ErrorName.DANGLING_REFERENCES, `1 has no object: ${named('lectures ada (path)')}, "a".`);
  };
  const failure = await stepHandler('ProveReferences', failing, { recordStep })(
    { ...input, step: { ...step, name: 'ProveReferences' } },
    context,
  ).catch((error: Error) => error);
  const { evidence } = PLAN;
  expect(failure).toMatchObject({
    name: 'DanglingReferences',
    message: `1 has no object: 2737815414c1, "a". What these digests stand for is in s3://${evidence.bucket}/${evidence.prefix}ledger/.`,
  });
  expect((failure as Error).stack).not.toContain('ada');
  expect(entries).toMatchObject([
    {
      error: {
        message: '1 has no object: lectures ada (path), "a".',
        names: { '2737815414c1': 'lectures ada (path)' },
      },
    },
  ]);
});

test('F119 a key in an answer is in the ledger; the state has its digest', async () => {
  const { entries, recordStep } = ledger();
  const answering = async () => ({ note: `the first is ${named('lectures ada (path)')}` });
  const answer = await stepHandler('RestoreDatabase', answering, { recordStep })(input, context);
  expect(answer).toEqual({ note: 'the first is 2737815414c1' });
  expect(entries).toMatchObject([{ output: { note: 'the first is lectures ada (path)' } }]);
});

test('PlanRestore stands in the ledger of the plan it has made', async () => {
  const { entries, recordStep } = ledger();
  const handler = stepHandler<Pick<Workflow, 'execution'>, RestorePlan>('PlanRestore', async () => PLAN, {
    recordStep,
  });
  await handler({ execution: EXECUTION, ...STEP }, context);
  expect(entries).toMatchObject([{ step: 'PlanRestore', outcome: 'done' }]);
});

test('a step that polls records only the looks it says', async () => {
  const { entries, recordStep } = ledger();
  const records = (poll: number) => poll === 3;
  for (const poll of [1, 2, 3]) {
    await stepHandler('RestoreDatabase', async () => poll, { records, recordStep })(input, context);
  }
  expect(entries).toMatchObject([{ output: 3 }]);
});

test('a child of the map records its failure only', async () => {
  const { entries, recordStep } = ledger();
  const child = {
    plan: PLAN,
    execution: EXECUTION,
    step: { ...STEP.step, name: 'RestoreObjectsPart' as 'RestoreObjects' },
  };
  await stepHandler('RestoreObjects', async () => 0, { recordStep })(child, context);
  expect(entries).toEqual([]);
  const failing = stepHandler('RestoreObjects', () => Promise.reject(new Error('x')), { recordStep });
  await expect(failing(child, context)).rejects.toThrow('x');
  expect(entries).toMatchObject([{ step: 'RestoreObjects', outcome: 'failed' }]);
});

test('a handler without a plan or without a step writes no ledger', async () => {
  const { entries, recordStep } = ledger();
  await stepHandler('WriteHeartbeat', async () => 1, { recordStep })({ ...STEP }, context);
  await stepHandler<object, number>('RestoreDatabase', async () => 1, { recordStep })(STEP, context);
  expect(entries).toEqual([]);
});

test('F73 a ledger that cannot be written changes neither answer nor error', async () => {
  const recordStep = () => Promise.reject(new Error('the bucket is gone'));
  expect(await stepHandler('RestoreDatabase', async () => 7, { recordStep })(input, context)).toBe(7);
  const failing = stepHandler('RestoreDatabase', () => Promise.reject(new Error('first')), { recordStep });
  await expect(failing(input, context)).rejects.toThrow('first');
});

test.each([
  ['a throttled call', Object.assign(new Error('slow'), { name: 'ThrottlingException' })],
  ['a lost connection', Object.assign(new Error('lost'), { code: 'ECONNRESET' })],
  ['what the SDK calls retryable', Object.assign(new Error('later'), { $retryable: {} })],
])('F22 %s is tried again by the machine', async (_what, error) => {
  const handler = stepHandler('RestoreDatabase', () => Promise.reject(error), ledger());
  await expect(handler(input, context)).rejects.toMatchObject({ name: 'Retryable' });
});

test('refused access is not tried again', async () => {
  const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const handler = stepHandler('RestoreDatabase', () => Promise.reject(error), ledger());
  await expect(handler(input, context)).rejects.toBe(error);
});

describe('the environment', () => {
  test('a variable that is missing is named', () =>
    expect(() => environment<{ NOT_THERE: string }>({ NOT_THERE: 'required' })).toThrow(/`NOT_THERE`.*deploy/));

  test('an optional one may be missing', () =>
    expect(environment<{ NOT_THERE?: string }>({ NOT_THERE: 'optional' })).toEqual({ NOT_THERE: undefined }));
});
