import { expect, test } from '@jest/globals';
import {
  inCalls,
  parameterFamily,
  remadeName,
  remadePrefix,
  sayRemade,
  withRemade,
} from '../../../domain/database/parameter-groups';

test('a family is the engine and its major version', () => {
  expect(parameterFamily({ engine: 'postgres', engineVersion: '17.5' })).toBe('postgres17');
  expect(parameterFamily({ engine: 'aurora-postgresql', engineVersion: '16.11' })).toBe('aurora-postgresql16');
});

test.each([
  [0, []],
  [19, [19]],
  [20, [20]],
  [21, [20, 1]],
  [41, [20, 20, 1]],
])('%i parameters go in calls of twenty at most', (count, calls) =>
  expect(inCalls(Array.from({ length: count })).map(({ length }) => length)).toEqual(calls),
);

test('the longest name is one that RDS takes, and begins as tear-down looks for it', () => {
  const database = 'x'.repeat(63);
  expect(remadeName(database, 99).length).toBeLessThanOrEqual(255);
  expect(remadeName(database, 0).startsWith(remadePrefix(database))).toBe(true);
  expect(remadeName('pegasus-a1', 0)).toMatch(/^[a-z](-?[a-z0-9])*$/);
});

test('a name is replaced where it names that group: a cluster and its instances may have groups of one name', () => {
  const settings = {
    clusterParameterGroup: 'own',
    'instance1.parameterGroup': 'own',
    'instance2.parameterGroup': 'default.aurora-postgresql17',
    masterUsername: 'own',
    parameterGroup: 'own',
  };
  expect(withRemade(settings, [{ of: 'cluster', name: 'own', as: 'c' }])).toEqual({
    ...settings,
    clusterParameterGroup: 'c',
  });
  expect(withRemade(settings, [{ of: 'instance', name: 'own', as: 'i' }])).toEqual({
    ...settings,
    parameterGroup: 'i',
    'instance1.parameterGroup': 'i',
  });
});

test('what was made again is said with both names', () => {
  expect(sayRemade({ of: 'instance', name: 'a', as: 'b' })).toBe('parameter group a, made again as b');
  expect(sayRemade({ of: 'cluster', name: 'a', as: 'b' })).toBe('cluster parameter group a, made again as b');
});
