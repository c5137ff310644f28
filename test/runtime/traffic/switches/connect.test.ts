import { expect, test } from '@jest/globals';
import { type SwitchSpec, switchName } from '../../../../domain/traffic/switches';
import { connectSwitches } from '../../../../runtime/traffic/switches/connect';

/** One of each kind: a new kind does not compile until it is here. */
const SPECS: { readonly [Kind in SwitchSpec['kind']]: Extract<SwitchSpec, { kind: Kind }> } = {
  'ecs-service': { kind: 'ecs-service', cluster: 'c', service: 's', lowTrafficCount: 1 },
  'lambda-function': { kind: 'lambda-function', functionName: 'f', lowTrafficConcurrency: 1 },
  'event-source-mapping': { kind: 'event-source-mapping', id: 'uuid' },
  rule: { kind: 'rule', name: 'r' },
  schedule: { kind: 'schedule', name: 's' },
  'bucket-notifications': { kind: 'bucket-notifications', bucket: 'b' },
  'deny-writes': {
    kind: 'deny-writes',
    roleArn: 'arn:aws:iam::1:role/r',
    objectsArn: 'arn:aws:s3:::b/p/*',
    policyArn: 'arn:aws:iam::1:policy/freeze',
  },
};

test.each(Object.values(SPECS))('what a handler is told of a switch is understood: $kind', (spec) => {
  expect(connectSwitches(JSON.stringify([spec])).map(({ name }) => name)).toEqual([switchName(spec)]);
});

test('a kind that is not known is refused', () => {
  expect(() => connectSwitches('[{"kind":"pipe","name":"p"}]')).toThrow(/kind/);
});
