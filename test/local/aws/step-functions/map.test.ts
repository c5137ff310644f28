import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { done, failed, never, type StatesHarness, startStates, task } from './harness';

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
beforeEach(() => {
  harness.answer = done;
  harness.invocations.length = 0;
  harness.objects = [];
});
afterAll(() => harness.close());

type Fields = Record<string, unknown>;
const child = { StartAt: 'Child', States: { Child: task() } };
const inline = (fields: Fields = {}) => ({ Each: { Type: 'Map', ItemProcessor: child, End: true, ...fields } });
const distributed = (fields: Fields = {}, processor: object = child) =>
  inline({
    ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...processor },
    ...fields,
  });

/** Answers only when so many are under way, or all that there will be. */
const together = (expected: number) => {
  let [running, most] = [0, 0];
  const waiting: (() => void)[] = [];
  return {
    most: () => most,
    answer: async (payload: unknown) => {
      running += 1;
      most = Math.max(most, running);
      if (running === expected) for (const go of waiting.splice(0)) go();
      else await new Promise<void>((resolve) => waiting.push(resolve));
      running -= 1;
      return done(payload);
    },
  };
};

describe.each([
  ['an inline map', inline],
  ['a distributed map', distributed],
])('%s', (_, map) => {
  test('gives the results in the order of the items', async () => {
    harness.answer = async (payload) => {
      await new Promise((resolve) => setTimeout(resolve, payload === 1 ? 20 : 1));
      return done([payload]);
    };
    expect((await harness.run(map(), [1, 2, 3])).output).toEqual([[1], [2], [3]]);
  });

  test('makes each input by its selector, which sees the item, its index and the input of the map', async () => {
    const { Index, Value } = {
      Index: '{% $states.context.Map.Item.Index %}',
      Value: '{% $states.context.Map.Item.Value %}',
    };
    const fields = {
      Items: '{% $states.input.list %}',
      ItemSelector: { Index, Value, shared: '{% $states.input.n %}' },
    };
    expect((await harness.run(map(fields), { list: ['a', 'b'], n: 9 })).output).toEqual([
      { Index: 0, Value: 'a', shared: 9 },
      { Index: 1, Value: 'b', shared: 9 },
    ]);
  });

  test('of nothing is an empty list', async () => {
    expect((await harness.run(map({ Output: '{% $count($states.result) %}' }), [])).output).toBe(0);
  });

  test('fails without a list', async () => {
    expect((await harness.run(map(), { not: 'a list' })).error).toBe('States.QueryEvaluationError');
  });

  test('runs as many at a time as it may, and no more', async () => {
    const gate = together(2);
    harness.answer = gate.answer;
    const execution = await harness.run(
      map({ MaxConcurrency: '{% $states.context.State.RetryCount + 2 %}' }),
      [1, 2, 3, 4],
    );
    expect([execution.status, gate.most()]).toEqual(['SUCCEEDED', 2]);
  });

  test('is tried again as a whole', async () => {
    harness.answer = () => (harness.invocations.length === 1 ? failed('Once') : done(1));
    const Retry = [{ ErrorEquals: ['Once', 'States.ExceedToleratedFailureThreshold'] }];
    expect((await harness.run(map({ Retry, MaxConcurrency: 1 }), [1, 2])).output).toEqual([1, 1]);
    expect(harness.invocations).toHaveLength(3);
  });
});

describe('an inline map', () => {
  test('fails with the error of the iteration, and abandons the others', async () => {
    harness.answer = (payload) => (payload === 2 ? failed('Second') : never);
    const execution = await harness.run(inline(), [1, 2]);
    expect(execution.error).toBe('Second');
    const events = await harness.historyOf(execution);
    expect(events.find(({ type }) => type === 'MapIterationFailed')?.mapIterationFailedEventDetails).toEqual({
      name: 'Each',
      index: 1,
    });
  });

  test('shows its iterations the variables around them and the item', async () => {
    const Output = '{% [$outer, $states.context.Map.Item.Index] %}';
    const states = {
      First: { Type: 'Pass', Assign: { outer: 5 }, Next: 'Each' },
      ...inline({ ItemProcessor: { StartAt: 'Child', States: { Child: { Type: 'Pass', Output, End: true } } } }),
    };
    expect((await harness.run(states, ['a', 'b'])).output).toEqual([
      [5, 0],
      [5, 1],
    ]);
  });
});

describe('a distributed map', () => {
  const reader = (fields: Fields = {}) => ({
    ItemReader: {
      Resource: 'arn:aws:states:::s3:listObjectsV2',
      Arguments: { Bucket: 'evidence', Prefix: '{% $states.input.prefix %}' },
      ...fields,
    },
  });
  const object = (Key: string) => ({ Key, Size: 3, Etag: '"e"', LastModified: 1, StorageClass: 'STANDARD' });

  test('reads its items from a bucket', async () => {
    harness.objects = [object('a'), object('b')];
    const { output } = await harness.run(distributed(reader()), { prefix: 'p/' });
    expect(output).toEqual([object('a'), object('b')]);
  });

  test('reads as many items as it may', async () => {
    harness.objects = [object('a'), object('b')];
    const { output } = await harness.run(distributed(reader({ ReaderConfig: { MaxItems: 1 } })), { prefix: 'p/' });
    expect(output).toEqual([object('a')]);
  });

  test('fails over nothing: what Step Functions does is not documented, and nothing may rely on it', async () => {
    const execution = await harness.run(distributed(reader()), { prefix: 'p/' });
    expect(execution).toMatchObject({ error: 'States.ItemReaderFailed', cause: 'There is nothing below p/.' });
  });

  test('fails as States.ItemReaderFailed when the bucket cannot be listed', async () => {
    const broken = await startStates();
    Object.defineProperty(broken, 'objects', {
      get: () => {
        throw new Error('NoSuchBucket');
      },
    });
    const execution = await broken.run(distributed(reader()), { prefix: 'p/' }).finally(() => broken.close());
    expect(execution).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining('NoSuchBucket'),
    });
  });

  test('gives each child a batch, bounded by number', async () => {
    const ItemBatcher = { MaxItemsPerBatch: '{% 2 %}', BatchInput: { shared: '{% $count($states.input) %}' } };
    expect((await harness.run(distributed({ ItemBatcher }), [1, 2, 3])).output).toEqual([
      { BatchInput: { shared: 3 }, Items: [1, 2] },
      { BatchInput: { shared: 3 }, Items: [3] },
    ]);
  });

  test('gives each child a batch, bounded by bytes', async () => {
    const bytes = Buffer.byteLength(JSON.stringify({ Items: ['aaaa', 'bbbb'] }));
    const batched = async (MaxInputBytesPerBatch: number) =>
      (await harness.run(distributed({ ItemBatcher: { MaxInputBytesPerBatch } }), ['aaaa', 'bbbb'])).output;
    expect(await batched(bytes)).toEqual([{ Items: ['aaaa', 'bbbb'] }]);
    expect(await batched(bytes - 1)).toEqual([{ Items: ['aaaa'] }, { Items: ['bbbb'] }]);
  });

  test('runs each child as an execution of its own, which knows its state machine', async () => {
    const Output = '{% $states.context %}';
    const processor = { StartAt: 'Child', States: { Child: { Type: 'Pass', Output, End: true } } };
    const execution = await harness.run(distributed({ Label: 'Parts' }, processor), ['x']);
    const [context] = Object.values(Object(execution.output)).map(Object);
    const { stateMachineArn, stateMachineName } = execution.origin;
    expect(context.StateMachine).toEqual({ Id: `${stateMachineArn}/Parts`, Name: `${stateMachineName}/Parts` });
    expect(context.Execution).toMatchObject({ Input: 'x', Id: expect.stringContaining(`${stateMachineName}/Parts:`) });
    expect(context.Map).toBeUndefined();
    const childEvents = await harness.historyOf(harness.states.execution(context.Execution.Id));
    expect(childEvents.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect((await harness.historyOf(execution)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('does not show its children the variables around them', async () => {
    const processor = { StartAt: 'Child', States: { Child: { Type: 'Pass', Output: '{% $outer %}', End: true } } };
    const states = { First: { Type: 'Pass', Assign: { outer: 5 }, Next: 'Each' }, ...distributed({}, processor) };
    expect((await harness.run(states, [1])).error).toBe('States.ExceedToleratedFailureThreshold');
  });

  test('fails with the first child that fails, and stops the others', async () => {
    harness.answer = (payload) => (payload === 2 ? failed('Second') : never);
    const execution = await harness.run(distributed({ Label: 'Stop' }), [1, 2]);
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    const children = harness.states.executionsOf(`${execution.origin.stateMachineArn}/Stop`);
    expect(children.map(({ status }) => status).sort()).toEqual(['ABORTED', 'FAILED']);
  });

  describe('tolerates failures', () => {
    const tolerating = (fields: Fields, items: readonly number[]) => {
      harness.answer = (payload) => (Number(payload) < 0 ? failed('Negative') : done(payload));
      return harness.run(distributed({ MaxConcurrency: 1, ...fields }), items);
    };

    test.each<[string, Fields, number[], boolean]>([
      ['up to their number', { ToleratedFailureCount: 1 }, [1, -1, 2], true],
      ['and not one more', { ToleratedFailureCount: 1 }, [1, -1, -2], false],
      ['up to their percentage', { ToleratedFailurePercentage: 50 }, [1, -1, 2, -2], true],
      ['and not above it', { ToleratedFailurePercentage: 49.9 }, [1, -1, 2, -2], false],
      ['while both hold', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, [1, -1, 2], false],
      ['by an expression', { ToleratedFailureCount: '{% $count($states.input) %}' }, [-1, -2], true],
    ])('%s', async (_, fields, items, succeeds) => {
      const { status, error } = await tolerating(fields, items);
      expect([status, error]).toEqual(
        succeeds ? ['SUCCEEDED', undefined] : ['FAILED', 'States.ExceedToleratedFailureThreshold'],
      );
    });

    test('and shows them in the results', async () => {
      const { output } = await tolerating({ ToleratedFailureCount: 1 }, [1, -1]);
      expect(output).toEqual([1, expect.objectContaining({ Status: 'FAILED', Error: 'Negative', Input: '-1' })]);
    });

    test('in items, not in batches', async () => {
      const batches = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 1 };
      harness.answer = () => failed('Batch');
      expect((await harness.run(distributed(batches), [1, 2])).error).toBe('States.ExceedToleratedFailureThreshold');
    });
  });
});
