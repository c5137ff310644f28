import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { evaluate } from '../../local/aws/step-functions/expression';
import { WORKFLOW } from '../domain/report/report-fixture';
import { PLAN } from '../domain/workflow/workflow-fixture';
import { definitionOf, fixture } from '../lib/fixture';
import { done, failed, type StatesHarness, startStates } from '../local/aws/step-functions/harness';

const definition = JSON.parse(definitionOf(fixture().template()));
const PATIENCE_HOURS = 48;
/** What the history of one execution may have. */
const EVENT_LIMIT = 25_000;

let harness: StatesHarness;
beforeAll(async () => {
  harness = await startStates();
});
afterAll(() => harness.close());

test('F75 48 hours of polling stay under 25,000 events, with room for the way to the end', async () => {
  let polls = 0;
  let waited = 0;
  harness.answer = async (_, name) => {
    if (name.includes('HandlersPlanRestore')) return done(PLAN);
    if (name.includes('HandlersFreezeWrites')) return done(WORKFLOW.freeze);
    if (name.includes('HandlersRestoreDatabase')) return done(WORKFLOW.databaseRestore);
    if (!name.includes('HandlersAwaitDatabase')) return failed('DatabaseTimedOut');
    const databaseStatus = { outcome: 'waiting', polls: ++polls, readyPolls: 0 };
    if (waited >= PATIENCE_HOURS * 3600) return failed('DatabaseTimedOut');
    const states = { input: { databaseStatus }, context: {} };
    waited += Number(await evaluate('Seconds', definition.States.WaitForDatabase.Seconds, { states, variables: {} }));
    return done(databaseStatus);
  };
  const arn = await harness.states.createStateMachine('polling', JSON.stringify(definition));
  const execution = harness.states.startExecution(arn, JSON.stringify({ targetTime: PLAN.targetTime, reason: 'why' }));
  await execution.finished;
  expect([execution.status, execution.error]).toEqual(['FAILED', 'DatabaseTimedOut']);
  expect(waited).toBeGreaterThanOrEqual(PATIENCE_HOURS * 3600);
  expect(execution.history.entries.length).toBeGreaterThan(polls * 9);
  expect(execution.history.entries.length).toBeLessThan(EVENT_LIMIT * 0.6);
});

test.each([
  [1, 0, 60],
  [29, 0, 60],
  [30, 0, 120],
  [1, 1, 15],
  [30, 1, 15],
])('after look %i, %i of them ready in a row, the next one comes in %i seconds', async (polls, readyPolls, seconds) => {
  const states = { input: { databaseStatus: { outcome: 'waiting', polls, readyPolls } }, context: {} };
  const { Seconds } = definition.States.WaitForDatabase;
  expect(await evaluate('Seconds', Seconds, { states, variables: {} })).toBe(seconds);
});
