import { ExecutionDoesNotExist, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, jest, test } from '@jest/globals';
import { Executions, isRunning, stepsTaken } from '../../../runtime/execution/executions';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 4, 0, seconds));
const entered = (name: string, seconds: number) =>
  ({ timestamp: at(seconds), stateEnteredEventDetails: { name } }) as HistoryEvent;
const other = (seconds: number) => ({ timestamp: at(seconds) }) as HistoryEvent;

describe('the steps that an execution has taken', () => {
  const events = [
    other(0),
    entered('Begin', 0),
    entered('PlanRestore', 0),
    entered('AwaitDatabase', 2),
    entered('WaitForDatabase', 3),
    entered('AwaitDatabase', 7),
    entered('ConfigureDatabase', 8),
    other(9),
  ];

  test('are those of the runbook; polls in a row are one', () => {
    expect(stepsTaken(events, false)).toEqual([
      { name: 'PlanRestore', seconds: 2 },
      { name: 'AwaitDatabase', seconds: 6 },
      { name: 'ConfigureDatabase', seconds: 1 },
    ]);
  });

  test('do not hold the last one while the execution runs', () => {
    expect(stepsTaken(events, true).map(({ name }) => name)).toEqual(['PlanRestore', 'AwaitDatabase']);
  });

  test('are none before anything has happened', () => {
    expect(stepsTaken([], true)).toEqual([]);
  });
});

const answering = (answer: object) => {
  const client = new SFNClient({ region: 'us-east-1' });
  jest.spyOn(client, 'send').mockImplementation(async () => answer);
  return new Executions(client, 0);
};
const exited = (name: string, output: object) => ({
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

test('the evidence of a run is where its plan says', async () => {
  const evidence = { bucket: 'evidence', prefix: 'runs/run-1/' };
  const events = [exited('Begin', {}), exited('PlanRestore', { plan: { evidence } })];
  expect(await answering({ events }).evidenceOf('arn:x')).toEqual(evidence);
});

test('a run that was refused has no plan, and so no evidence of that name', async () => {
  const events = [exited('PlanRestore', { failure: { error: 'InvalidRequest' } })];
  expect(await answering({ events }).evidenceOf('arn:x')).toBeUndefined();
});

test('the newest execution is the first of the list', async () => {
  expect(await answering({ executions: [{ executionArn: 'arn:2' }] }).newest('arn:m')).toBe('arn:2');
});

test('F108 the newest execution may stand behind a page that is empty', async () => {
  const client = new SFNClient({ region: 'us-east-1' });
  const pages = [{ executions: [], nextToken: 'more' }, { executions: [{ executionArn: 'arn:2' }] }];
  jest.spyOn(client, 'send').mockImplementation(async () => pages.shift());
  expect(await new Executions(client, 0).newest('arn:m')).toBe('arn:2');
});

describe('whether an execution goes on', () => {
  const client = new SFNClient({ region: 'eu-west-1' });
  const send = jest.spyOn(client, 'send');

  test.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['SUCCEEDED', false],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
  ])('an execution that is %s goes on: %s', async (status, running) => {
    send.mockImplementation(async () => ({ status }));
    expect(await isRunning(client, 'arn')).toBe(running);
  });

  test('an execution that Step Functions has forgotten has ended', async () => {
    send.mockImplementation(() => Promise.reject(new ExecutionDoesNotExist({ message: 'gone', $metadata: {} })));
    expect(await isRunning(client, 'arn')).toBe(false);
  });

  test('an execution that cannot be asked about is not taken for ended', async () => {
    send.mockImplementation(() => Promise.reject(new Error('denied')));
    await expect(isRunning(client, 'arn')).rejects.toThrow('denied');
  });
});
