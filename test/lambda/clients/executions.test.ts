import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { stepsTaken } from '../../../lambda/clients/executions';

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
