import { afterAll, expect, test } from '@jest/globals';
import { Concurrency } from '../../local/aws/lambda/concurrency';
import { definitionOf, fixture } from '../lib/fixture';
import { done, startStates } from '../local/aws/step-functions/harness';

const harness = startStates(0.0005);
afterAll(async () => (await harness).close());

/** What other functions of the account leave. */
const PLACES = 3;

test('F109 in an account with few concurrent functions every part is restored, one after the other', async () => {
  const { States } = JSON.parse(definitionOf(fixture().template()));
  const { Next: _next, Catch: _catch, ...map } = States.RestoreObjects;
  const concurrency = new Concurrency(() => {});
  concurrency.ofAccount = PLACES;
  const running = await harness;
  running.objects = Array.from({ length: 30 }, (_, n) => ({ Key: `part-${n}` }) as (typeof running.objects)[number]);
  running.answer = async () => {
    const leave = concurrency.enter('restore-objects');
    try {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return done(0);
    } finally {
      leave();
    }
  };
  const input = { plan: {}, execution: {}, attempt: 0, proof: {}, objectPlan: { actions: { prefix: 'actions/' } } };
  const { status, output, error, cause } = await running.run({ RestoreObjects: { ...map, End: true } }, input);
  expect([status, error, cause]).toEqual(['SUCCEEDED', undefined, undefined]);
  expect(Object(output).objectsRestored).toEqual({ parts: 30, failed: 0, broken: [] });
  expect([concurrency.most, concurrency.throttled > 0]).toEqual([PLACES, true]);
});

/** Lambda leaves 100 unreserved, or all that an account has. */
test.each([
  [10, 1, false],
  [100, 1, false],
  [101, 1, true],
  [101, 2, false],
  [10, 0, true],
])('F109 of %d concurrent functions, %d are reserved for one: %s', (ofAccount, ReservedConcurrentExecutions, taken) => {
  const concurrency = new Concurrency(() => {});
  concurrency.ofAccount = ofAccount;
  const put = concurrency.routes.find(({ method }) => method === 'PUT')!;
  const reserve = async () => put.run({ FunctionName: 'worker', ReservedConcurrentExecutions });
  const error = 'below its minimum value of';
  return taken ? expect(reserve()).resolves.toBeDefined() : expect(reserve()).rejects.toThrow(error);
});
