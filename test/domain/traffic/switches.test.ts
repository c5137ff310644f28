import { describe, expect, test } from '@jest/globals';
import {
  denyWritesIn,
  ecsServiceIn,
  eventSourceIn,
  lambdaFunctionIn,
  SUSPENDED,
  switchName,
  timedIn,
} from '../../../domain/traffic/switches';

const SCALED = { scaleInSuspended: false, scaleOutSuspended: false, scheduledSuspended: true };

describe('an ECS service', () => {
  test.each([
    ['frozen', 5, 0],
    ['low-traffic', 5, 2],
    ['low-traffic', 1, 1],
    ['low-traffic', 0, 0],
    ['open', 5, 5],
  ] as const)('is %s after %d tasks: %d', (mode, before, after) =>
    expect(ecsServiceIn(mode, { desiredCount: before, scaling: null }, 2).desiredCount).toBe(after),
  );

  test('is not scaled until it is open again, and then as before', () => {
    const prior = { desiredCount: 5, scaling: SCALED };
    expect(ecsServiceIn('frozen', prior, 1).scaling).toEqual(SUSPENDED);
    expect(ecsServiceIn('low-traffic', prior, 1).scaling).toEqual(SUSPENDED);
    expect(ecsServiceIn('open', prior, 1)).toEqual(prior);
  });
});

test.each([
  ['frozen', null, 0],
  ['low-traffic', null, 1],
  ['low-traffic', 50, 1],
  ['low-traffic', 0, 0],
  ['open', null, null],
  ['open', 50, 50],
] as const)('a function is %s after %p reserved: %p', (mode, reserved, after) =>
  expect(lambdaFunctionIn(mode, { reserved }, 1)).toEqual({ reserved: after }),
);

test('a queue is read in low traffic, what runs by the clock is not', () => {
  const prior = { enabled: true };
  const in3 = (rule: typeof timedIn) =>
    (['frozen', 'low-traffic', 'open'] as const).map((mode) => rule(mode, prior).enabled);
  expect(in3(eventSourceIn)).toEqual([false, true, true]);
  expect(in3(timedIn)).toEqual([false, false, true]);
});

test('what was disabled before stays so', () => {
  for (const mode of ['frozen', 'low-traffic', 'open'] as const) {
    expect([eventSourceIn(mode, { enabled: false }), timedIn(mode, { enabled: false })]).toEqual([
      { enabled: false },
      { enabled: false },
    ]);
  }
});

test('writes are denied only while frozen', () =>
  expect((['frozen', 'low-traffic', 'open'] as const).map((mode) => denyWritesIn(mode).denied)).toEqual([
    true,
    false,
    false,
  ]));

test('two switches never share a name', () => {
  const names = [
    switchName({ kind: 'ecs-service', cluster: 'c', service: 's', lowTrafficCount: 1 }),
    switchName({ kind: 'lambda-function', functionName: 's', lowTrafficConcurrency: 1 }),
    switchName({ kind: 'event-source-mapping', id: 's' }),
    switchName({ kind: 'rule', name: 's' }),
    switchName({ kind: 'rule', name: 's', eventBus: 'b' }),
    switchName({ kind: 'schedule', name: 's' }),
    switchName({
      kind: 'deny-writes',
      roleArn: 'arn:aws:iam::1:role/path/s',
      objectsArn: 'arn:aws:s3:::b/p/*',
      policyArn: 'arn:aws:iam::1:policy/freeze',
    }),
  ];
  expect(new Set(names).size).toBe(names.length);
});
