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
